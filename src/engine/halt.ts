import type { HaltReason } from '../domain/events.ts';
import type { Ms } from '../domain/units.ts';
import type { Journal } from './journal.ts';

/** The one road by which a run ends early; the first reason wins and is recorded. */
export class Halt implements Disposable {
  readonly #controller = new AbortController();
  readonly #over = new AbortController();
  readonly #journal: Journal;
  #reason: HaltReason | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): HaltReason | undefined {
    return this.#reason;
  }

  /** Halts now. `breachedAt`: when it began to be wrong, in run time; now unless said. */
  because(reason: HaltReason, breachedAt: Ms = this.#journal.now()): void {
    if (this.#reason !== undefined || this.#over.signal.aborted) return;
    this.#reason = reason;
    // The signal first: what is in flight stops before anyone is told.
    this.#controller.abort(reason);
    this.#journal.emit({ kind: 'run.halted', reason, breachedAt, decidedAt: this.#journal.now() });
  }

  /** Halts when `signal` aborts, for a reason made of its own. */
  when(signal: AbortSignal, reason: (why: unknown) => HaltReason): this {
    const halt = (): void => this.because(reason(signal.reason));
    if (signal.aborted) halt();
    else signal.addEventListener('abort', halt, { once: true, signal: this.#over.signal });
    return this;
  }

  /** From here on nothing can halt the run any more: it is over. */
  [Symbol.dispose](): void {
    this.#over.abort();
  }
}
