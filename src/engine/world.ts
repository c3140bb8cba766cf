import type { LoadSpec } from '../domain/experiment.ts';
import type { JsonObject } from '../domain/json.ts';
import type { LoadStats } from '../domain/load-stats.ts';
import type { SlotId } from '../domain/memory/step.ts';
import type { Injector, PlanContext } from '../ports/injector.ts';
import type { ProbePorts, ProbeSession } from '../ports/probe.ts';
import type { SliSpec } from '../domain/experiment.ts';
import type { Clock } from '../ports/clock.ts';
import type { Guardians } from '../ports/guardian.ts';
import type { Http } from '../ports/http.ts';
import type { Records, Restorer } from '../ports/record.ts';
import type { ProcessIdentity } from '../ports/processes.ts';
import type { State } from '../ports/state.ts';
import type { Sink } from '../ports/sink.ts';
import type { Halt } from './halt.ts';

/** Everything outside the engine, as ports; compose.ts fills it. */
export interface World {
  readonly clock: Clock;
  readonly http: Http;
  readonly records: Records;
  readonly state: State;
  readonly guardians: Guardians;
  readonly restorer: Restorer;
  readonly sinks: readonly Sink[];
  /** Aborts with an error that nobody caught: a bug of ours, and still everything comes out. */
  readonly crashed: AbortSignal;
  readonly self: ProcessIdentity;
  /** The slot of a schedule it is run for, where a scheduler started it. */
  readonly slot?: SlotId;
  readonly versions: { readonly firedrill: string; readonly node: string };
  env(name: string): string | undefined;
  /** A process by its pid, with its start time. */
  identify(pid: number): Promise<ProcessIdentity>;
  /** True while that very process lives. */
  alive(process: ProcessIdentity): Promise<boolean>;
  /** The part of a fault type that acts; a dry run's acts on nothing. */
  injector(type: string, context: PlanContext): Promise<Injector>;
  openProbe(sli: SliSpec, ports: Pick<ProbePorts, 'shared' | 'scrapes' | 'loads' | 'prometheus' | 'contexts' | 'folder'>): Promise<ProbeSession>;
  /** Sends a load; where a Job in a cluster sends it, known by its undo, it is only listened to. */
  openLoad(spec: LoadSpec, job?: JsonObject): AsyncDisposable & { stats(): Promise<LoadStats> };
  /** Opens the socket by which others watch and halt this run. */
  listen(run: string, halt: Halt): Promise<AsyncDisposable & { readonly sink: Sink }>;
  /** The command line that starts the embedded proxy from a config file. */
  proxyCommand(listen: string, config: string): readonly string[];
  writeFile(path: string, text: string): Promise<void>;
}
