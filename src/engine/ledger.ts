import type { JsonObject } from '../domain/json.ts';
import type { UndoEntry } from '../domain/undo.ts';
import type { Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Injector } from '../ports/injector.ts';
import type { Restorer, RestoreResult, RunRecord } from '../ports/record.ts';
import { Injection } from './injection.ts';

export interface Intent {
  readonly fault: string;
  readonly type: string;
  readonly group: string;
  readonly env: readonly string[];
  readonly spec: JsonObject;
}

export interface LedgerWatch {
  readonly began: (entry: UndoEntry) => void;
  readonly ended: (result: RestoreResult) => void;
}

/** What this run has changed and not yet taken back: written down before the act, crossed out after the restore. */
export class Ledger {
  readonly #open = new Map<number, Injection>();
  readonly #record: RunRecord;
  readonly #restorer: Restorer;
  readonly #clock: Clock;
  readonly #budget: Ms;
  #n = 0;

  constructor(record: RunRecord, restorer: Restorer, clock: Clock, budget: Ms) {
    this.#record = record;
    this.#restorer = restorer;
    this.#clock = clock;
    this.#budget = budget;
  }

  /**
   * Prepares one change and writes its undo to disk; nothing is changed yet.
   * Throws where the target cannot be read, or the record cannot be written: then nothing may be changed.
   */
  async enter(intent: Intent, injector: Injector, signal: AbortSignal): Promise<Injection> {
    const n = ++this.#n;
    const prepared = await injector.prepare(intent.spec, { run: this.#record.run, n }, signal);
    const { fault, type, group, env } = intent;
    const entry: UndoEntry = {
      kind: 'prepared',
      n,
      fault,
      type,
      group,
      env: [...env],
      targets: [...prepared.targets],
      undo: prepared.undo,
      manual: prepared.manual,
    };
    await this.#record.undo(entry);
    const injection = new Injection(entry, injector, this.#clock);
    this.#open.set(n, injection);
    return injection;
  }

  applied(injection: Injection): Promise<void> {
    return this.#record.undo({ kind: 'applied', n: injection.entry.n });
  }

  /** What is entered and not yet out. */
  get open(): readonly Injection[] {
    return [...this.#open.values()];
  }

  /**
   * Takes back these. What was still on its way into the target when we began is taken out at once like the rest, but not
   * believed to be out: once it can no longer land it is taken out again, and only then crossed out.
   */
  async restore(injections: readonly Injection[], watch: LedgerWatch): Promise<readonly RestoreResult[]> {
    const late = injections.filter((one) => one.inFlight);
    const still = injections.filter((one) => !late.includes(one));
    const [results] = await Promise.all([this.#take(still, watch, true), this.#take(late, { began: watch.began, ended: () => undefined }, false)]);
    await Promise.all(late.map((one) => one.landed(this.#budget)));
    return [...results, ...(await this.#take(late, { began: () => undefined, ended: watch.ended }, true))];
  }

  async #take(injections: readonly Injection[], watch: LedgerWatch, final: boolean): Promise<readonly RestoreResult[]> {
    const results = await this.#restorer.restore(
      injections.map((one) => one.entry),
      { by: 'runner', budget: this.#budget, mark: async (line) => (final ? this.#record.undo(line) : undefined), ...watch },
    );
    for (const { entry, result } of results) if (final && result.kind !== 'left') this.#open.delete(entry.n);
    return results;
  }
}
