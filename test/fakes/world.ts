import type { Halt } from '../../src/engine/halt.ts';
import type { World } from '../../src/engine/world.ts';
import type { LoadStats } from '../../src/domain/load-stats.ts';
import type { Measurement } from '../../src/domain/sample.ts';
import type { Http } from '../../src/ports/http.ts';
import type { Injector } from '../../src/ports/injector.ts';
import type { ProcessIdentity } from '../../src/ports/processes.ts';
import type { ProbeSession } from '../../src/ports/probe.ts';
import type { Sink } from '../../src/ports/sink.ts';
import { createRestorer } from '../../src/record/restore.ts';
import { FakeClock } from './clock.ts';
import { FakeFault } from './fault.ts';
import { FakeGuardians } from './guardian.ts';
import { FakeRecords } from './record.ts';
import { FakeState } from './state.ts';

/** What an SLI measures: asked at every sample. */
export type Measuring = (signal: AbortSignal) => Measurement | Promise<Measurement>;

/** Everything outside the engine, in memory and on a clock that stands still; the restorer is the real one. */
export class FakeWorld implements World {
  readonly clock = new FakeClock();
  readonly records = new FakeRecords();
  readonly state = new FakeState();
  readonly guardians = new FakeGuardians();
  readonly restorer = createRestorer({
    clock: this.clock,
    env: (name) => this.env(name),
    refuses: async () => false,
    injector: (type) => this.injector(type),
  });
  readonly sinks: Sink[] = [];
  readonly crash = new AbortController();
  readonly crashed = this.crash.signal;
  readonly self = { pid: 100, startTime: 1 };
  readonly versions = { firedrill: '0.1.0', node: '24.21.0' };
  readonly variables = new Map<string, string>();
  readonly living = new Set<number>();
  readonly files = new Map<string, string>();
  /** Everything done to the outside, in order. */
  readonly acts: string[] = [];
  /** Wraps the injector of a type: a rehearsal does. */
  wrap: (injector: Injector, type: string) => Injector = (injector) => injector;
  /** What an address answers; rejects as a refused connection does. */
  answer: (url: string) => Promise<number> = async () => 200;
  /** What every load says it sent. */
  loadStats: () => Promise<LoadStats> = async () => ({ good: 100, failed: 0, dropped: 0, skipped: 0, waiting: 0, worstLag: 1, failures: {} });
  control: Halt | undefined;
  readonly #faults = new Map<string, FakeFault>();
  readonly #slis = new Map<string, Measuring>();

  readonly http: Http = { request: async ({ url }) => ({ status: await this.answer(url), headers: {}, body: '' }) };

  fault(type: string): FakeFault {
    const known =
      this.#faults.get(type) ??
      new FakeFault(
        type,
        (act) => this.acts.push(act),
        () => this.clock.now(),
      );
    this.#faults.set(type, known);
    return known;
  }

  /** From now on the SLI measures this; a number is a good value. */
  measures(sli: string, measuring: Measuring | number): void {
    this.#slis.set(sli, typeof measuring === 'number' ? () => ({ kind: 'good', value: measuring }) : measuring);
  }

  env(name: string): string | undefined {
    return this.variables.get(name);
  }

  async identify(pid: number): Promise<ProcessIdentity> {
    return { pid, startTime: 1 };
  }

  async alive({ pid }: ProcessIdentity): Promise<boolean> {
    return this.living.has(pid);
  }

  async injector(type: string): Promise<Injector> {
    return this.wrap(this.fault(type), type);
  }

  async openProbe({ name }: { readonly name: string }): Promise<ProbeSession> {
    if (!this.#slis.has(name)) throw new Error(`nothing answers for ${name}`);
    return {
      sample: async (signal) => (await this.#slis.get(name)?.(signal)) ?? { kind: 'blind', reason: 'nothing' },
      [Symbol.asyncDispose]: async () => void this.acts.push(`close ${name}`),
    };
  }

  openLoad({ name }: { readonly name: string }): ReturnType<World['openLoad']> {
    this.acts.push(`start load ${name}`);
    return { stats: () => this.loadStats(), [Symbol.asyncDispose]: async () => void this.acts.push(`stop load ${name}`) };
  }

  async listen(_run: string, halt: Halt): Promise<AsyncDisposable & { readonly sink: Sink }> {
    this.control = halt;
    return { sink: { name: 'control', receive: () => undefined }, [Symbol.asyncDispose]: async () => undefined };
  }

  proxyCommand(listen: string, config: string): readonly string[] {
    return ['node', 'firedrill', 'proxy', '--listen', listen, '--config', config];
  }

  async writeFile(path: string, text: string): Promise<void> {
    this.files.set(path, text);
  }
}
