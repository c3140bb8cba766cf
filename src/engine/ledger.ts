import type { JsonObject } from '../domain/json.ts';
import type { Refusal } from '../domain/plan.ts';
import { isOwn, type UndoEntry } from '../domain/undo.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Injector } from '../ports/injector.ts';
import type { Restorer, RestoreResult, RunRecord } from '../ports/record.ts';
import { Injection } from './injection.ts';
import { orAbort } from '../domain/or-abort.ts';

/** How long reading a target may take before nothing is changed in it. */
const preparing = ms(30_000);
/** How long a fault that was refused waits for what others have begun. */
const settling = ms(5000);

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
  readonly #programs: UndoEntry[] = [];
  /** The latest restore of each group: on one target they take their turns. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #record: Pick<RunRecord, 'run' | 'undo'>;
  readonly #restorer: Restorer;
  readonly #clock: Clock;
  readonly #budget: Ms;
  #n = 0;

  constructor(record: Pick<RunRecord, 'run' | 'undo'>, restorer: Restorer, clock: Clock, budget: Ms) {
    this.#record = record;
    this.#restorer = restorer;
    this.#clock = clock;
    this.#budget = budget;
  }

  /**
   * Prepares one change and writes its undo to disk; nothing is changed yet.
   * Throws where the target cannot be read, the record cannot be written, or the run is halted: then nothing may be changed.
   */
  async enter(intent: Intent, injector: Injector, signal: AbortSignal): Promise<Injection> {
    const n = ++this.#n;
    using deadline = this.#clock.deadline(preparing, signal);
    const prepared = await orAbort(deadline.signal, () => injector.prepare(intent.spec, { run: this.#record.run, n }, deadline.signal));
    const { fault, type, group, env } = intent;
    const other = prepared.restoredAs;
    const entry: UndoEntry = {
      kind: 'prepared',
      n,
      fault,
      type: other ?? type,
      group,
      env: other === undefined ? [...env] : [],
      targets: [...prepared.targets],
      undo: prepared.undo,
      manual: prepared.manual,
    };
    await this.#writeDown(entry, signal);
    const injection = new Injection(entry, injector, this.#clock);
    this.#open.set(n, injection);
    if (isOwn(entry)) this.#programs.push(entry);
    return injection;
  }

  /** Halted while the disk is at it, the line may still land: it is crossed out right behind, or it would be pending for ever. */
  async #writeDown(entry: UndoEntry, signal: AbortSignal): Promise<void> {
    let begun = false;
    const write = (): Promise<void> => {
      begun = true;
      return this.#record.undo(entry);
    };
    try {
      await orAbort(signal, write);
    } catch (error) {
      if (begun && signal.aborted) void this.#record.undo({ kind: 'dropped', n: entry.n }).catch(() => undefined);
      throw error;
    }
  }

  async applied(injection: Injection, signal: AbortSignal): Promise<void> {
    await orAbort(signal, () => this.#record.undo({ kind: 'applied', n: injection.entry.n }));
  }

  /** Crosses out what its own act left undone. Where that cannot be written it stays, and is taken out with the rest. */
  async refused({ entry: { n } }: Injection, refusals: readonly Refusal[], signal: AbortSignal): Promise<void> {
    const write = (): Promise<void> => this.#record.undo({ kind: 'refused', n, refusals: [...refusals] });
    await orAbort(signal, write).then(
      () => this.#open.delete(n),
      () => undefined,
    );
  }

  /** Resolves when no act is on its way any more, with the signal, or soon. */
  async settled(signal: AbortSignal): Promise<void> {
    const late = this.open.filter((one) => one.inFlight);
    await orAbort(signal, () => Promise.all(late.map((one) => one.landed(settling)))).catch(() => undefined);
  }

  /** What is entered and not yet out. */
  get open(): readonly Injection[] {
    return [...this.#open.values()];
  }

  /** Takes back these, each group in its turn: one whose restore hangs holds up nothing but its own target. */
  async restore(injections: readonly Injection[], watch: LedgerWatch): Promise<readonly RestoreResult[]> {
    const groups = [...Map.groupBy(injections, ({ entry }) => entry.group)];
    const results = await Promise.all(groups.map(([group, those]) => this.#inTurn(group, () => this.#restoreOpen(those, watch))));
    return results.flat();
  }

  #inTurn<T>(group: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(group) ?? Promise.resolve()).then(act, act);
    this.#turns.set(group, turn);
    return turn;
  }

  /**
   * What was still on its way into the target when we began is taken out at once like the rest, but not
   * believed to be out: once it can no longer land it is taken out again, and only then crossed out. What may land for ever is left.
   */
  async #restoreOpen(injections: readonly Injection[], watch: LedgerWatch): Promise<readonly RestoreResult[]> {
    const open = injections.filter(({ entry }) => this.#open.has(entry.n));
    const late = open.filter((one) => one.inFlight);
    const still = open.filter((one) => !late.includes(one));
    const [results] = await Promise.all([this.#take(still, watch, true), this.#take(late, { began: watch.began, ended: () => undefined }, false)]);
    await Promise.all(late.map((one) => one.landed(this.#budget)));
    const again = { began: () => undefined, ended: watch.ended };
    const landed = await this.#take(
      late.filter((one) => !one.inFlight),
      again,
      true,
    );
    const lost = late.filter((one) => one.inFlight).map(mayLand);
    for (const one of lost) watch.ended(one);
    return [...results, ...landed, ...lost];
  }

  async #take(injections: readonly Injection[], watch: LedgerWatch, final: boolean): Promise<readonly RestoreResult[]> {
    const results = await this.#restorer.restore(
      injections.map((one) => one.entry),
      { by: 'runner', budget: this.#budget, programs: this.#programs, mark: async (line) => (final ? this.#record.undo(line) : undefined), ...watch },
    );
    for (const { entry, result } of results) if (final && result.kind !== 'left') this.#open.delete(entry.n);
    return results;
  }
}

/** It was taken out once, for what that is worth. */
function mayLand({ entry }: Injection): RestoreResult {
  const why = 'its injection has not come back, and may still land';
  return { entry, took: ms(0), result: { kind: 'left', left: entry.targets.map((target) => ({ target, why, command: entry.manual })) } };
}
