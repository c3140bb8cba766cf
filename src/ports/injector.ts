import type { z } from 'zod';
import type { Applied, FaultPlan, Observation, Prepared, Refusal, Restored, TargetShare } from '../domain/plan.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Ms } from '../domain/units.ts';
import type { Clock } from './clock.ts';
import type { ClusterAddress, Clusters } from './cluster.ts';
import type { Exec } from './exec.ts';
import type { Http } from './http.ts';
import type { ProcessTable } from './processes.ts';
import type { Random } from './random.ts';

/**
 * One kind of fault, the part that only decides: it imports no vendor package, so that `validate`, `plan` and `--help` load nothing.
 * `Spec` is what `schema` makes of the file's keys (without those all faults share); it must be plain JSON.
 */
export interface InjectorKind<Spec extends JsonObject = JsonObject> {
  /** `<system>.<fault>`, or the system's name where it has one fault only. */
  readonly type: string;
  /** One line for `--help` and the docs. */
  readonly about: string;
  readonly schema: z.ZodType<Spec>;
  /** Whether the file must say `for`: true where the fault does not end by itself. */
  needsFor(spec: Spec): boolean;
  /** Pure: what will be touched, what restore will need and do. */
  plan(spec: Spec, context: PlanContext): FaultPlan;
  /** Loads the part that acts. */
  load(ports: InjectorPorts): Promise<Injector<Spec>>;
}

export interface PlanContext {
  /** How long the fault stays, where the file says so. */
  readonly for?: Ms;
  /** How long a restore may take, where the experiment is known: an undo that somebody finds without it has to say so itself. */
  readonly budget?: Ms;
  /** Proxies by name, from the environment of the config; an unlisted one is looked for at the default address. */
  readonly proxies: Readonly<Record<string, ProxyAddress>>;
  /** Clusters by context, those of the environment; there is no default one. */
  readonly contexts: Readonly<Record<string, ClusterAddress>>;
  /** Whether harm here reaches customers. */
  readonly production: boolean;
  /** Whether a namespace of a cluster has to say that it puts up with faults. */
  readonly optIn: boolean;
  /** Folder from which relative paths count. */
  readonly folder: string;
}

export interface ProxyAddress {
  readonly kind: 'embedded' | 'toxiproxy';
  /** Control address, e.g. http://127.0.0.1:8474. */
  readonly api: string;
  readonly listen?: string;
  readonly upstream?: string;
}

export interface InjectorPorts extends PlanContext {
  readonly clock: Clock;
  readonly http: Http;
  readonly exec: Exec;
  readonly random: Random;
  readonly processes: ProcessTable;
  readonly kubernetes: Clusters;
  /** An environment variable of this process: how a secret is named in the record and read at the call. */
  env(name: string): string | undefined;
}

/** What an injection is called, so that names given in the world are the run's own: `fd-<run>-<n>`. */
export interface InjectionId {
  readonly run: string;
  readonly n: number;
}

/**
 * One kind of fault, the part that acts. Every method takes a signal and must settle soon after it aborts.
 * `undo` comes back from JSON, maybe in another process years younger: parse it, never cast it.
 */
export interface Injector<Spec extends JsonObject = JsonObject> {
  /** Looks, without changing anything, whether it can inject and above all restore; empty means yes, unknown means no. */
  preflight(spec: Spec, signal: AbortSignal): Promise<readonly Refusal[]>;
  /** How many targets it would hit of how many there are, where its plan leaves that to a look (`seen in preflight`); undefined where nobody can say. */
  share?(spec: Spec, signal: AbortSignal): Promise<TargetShare | undefined>;
  /**
   * Reads only: chooses targets, gives names, returns the undo that suffices before the act.
   * Throws `Refused` where something has come up against it since preflight, any other error where it cannot look.
   */
  prepare(spec: Spec, id: InjectionId, signal: AbortSignal): Promise<Prepared>;
  /** Changes the target. Anything it may leave when it stops half-way is covered by `undo`. */
  apply(spec: Spec, undo: JsonObject, signal: AbortSignal): Promise<Applied>;
  observe(undo: JsonObject, signal: AbortSignal): Promise<Observation>;
  /** Moves the lease; absent where the target can hold none. */
  renew?(undo: JsonObject, signal: AbortSignal): Promise<void>;
  /** Control address of the program in whose memory alone the fault is, where there is one: with that program the fault is gone. */
  livesIn?(undo: JsonObject): string;
  /** Control address that a started program serves, where it serves one. */
  serves?(undo: JsonObject): string | undefined;
  /** Idempotent, touches only what this injection owns, never overwrites a later human edit, goes on past a target that fails; ends by observing. */
  restore(undo: JsonObject, signal: AbortSignal): Promise<Restored>;
}
