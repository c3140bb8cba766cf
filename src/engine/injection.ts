import type { JsonObject } from '../domain/json.ts';
import type { Applied, Observation } from '../domain/plan.ts';
import type { UndoEntry } from '../domain/undo.ts';
import { ms, type Ms } from '../domain/units.ts';
import { orAbort } from '../domain/or-abort.ts';
import { reason } from '../domain/reason.ts';
import type { Clock } from '../ports/clock.ts';
import type { Injector } from '../ports/injector.ts';

/** How long a fault may take to show, and an unclear one to settle. */
const showing = ms(5000);
const settling = ms(30_000);
const looking = ms(200);

/** One fault put into one place: applied once, observed as often as asked, known by its undo entry. */
export class Injection {
  readonly entry: UndoEntry;
  readonly #injector: Injector;
  readonly #clock: Clock;
  #applying: Promise<unknown> = Promise.resolve();
  /** True while the act may still land. */
  inFlight = false;

  constructor(entry: UndoEntry, injector: Injector, clock: Clock) {
    this.entry = entry;
    this.#injector = injector;
    this.#clock = clock;
  }

  /** Acts; an act that throws, or is overtaken by a halt, is unclear: it may have landed. */
  async apply(spec: JsonObject, signal: AbortSignal): Promise<Applied> {
    this.inFlight = true;
    const applying = Promise.try(() => this.#injector.apply(spec, this.entry.undo, signal));
    this.#applying = applying
      .catch(() => undefined)
      .finally(() => {
        this.inFlight = false;
      });
    const { promise: overtaken, resolve } = Promise.withResolvers<Applied>();
    const halted = (): void => resolve({ kind: 'unclear', why: 'halted while injecting' });
    if (signal.aborted) halted();
    signal.addEventListener('abort', halted, { once: true });
    // A signal made of others is kept for as long as anybody listens to it, and the whole run with it.
    return Promise.race([applying.catch(unclear), overtaken]).finally(() => signal.removeEventListener('abort', halted));
  }

  /** Resolves when the act can no longer land, or after `patience`. */
  async landed(patience: Ms): Promise<void> {
    using deadline = this.#clock.deadline(patience);
    await orAbort(deadline.signal, () => this.#applying).catch(() => undefined);
  }

  /** One look, bounded; whatever goes wrong is *unknown*. */
  async observe(signal: AbortSignal): Promise<Observation> {
    using deadline = this.#clock.deadline(ms(2000), signal);
    return await orAbort(deadline.signal, () => this.#injector.observe(this.entry.undo, deadline.signal)).catch((error: unknown): Observation => ({
      presence: 'unknown',
      detail: deadline.signal.aborted ? 'no answer within 2 s' : reason(error),
    }));
  }

  /** Looks until the fault is there; the last look when it does not come in time. Nobody believes *absent* before an unclear act has settled. */
  async appears(applied: Applied, signal: AbortSignal): Promise<Observation> {
    const until = this.#clock.now() + (applied.kind === 'unclear' ? settling : showing);
    for (;;) {
      const observation = await this.observe(signal);
      if (observation.presence === 'present' || signal.aborted || this.#clock.now() >= until) return observation;
      await this.#clock.sleep(looking, signal);
    }
  }

  async renew(signal: AbortSignal): Promise<void> {
    using deadline = this.#clock.deadline(ms(2000), signal);
    await orAbort(deadline.signal, () => this.#injector.renew?.(this.entry.undo, deadline.signal));
  }
}

function unclear(error: unknown): Applied {
  return { kind: 'unclear', why: reason(error) };
}
