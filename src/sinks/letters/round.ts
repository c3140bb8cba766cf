import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import { reason } from '../../domain/reason.ts';
import { ms, type Ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Deliveries } from '../../ports/sink.ts';
import type { Letter } from './letter.ts';
import { NotTaken } from './not-taken.ts';

const patience = ms(5000);
const pauses = [ms(500), ms(2000)] as const;

const handle = z.object({ sent: z.array(z.string()), kept: z.json().optional() });
/** How far a run's letters have come, and what their receiver gave to be kept. */
export type Handle = z.output<typeof handle>;

/** The handle in a note; nothing is sent yet where there is none. */
export function readHandle(noted: Json | undefined): Handle {
  return handle.safeParse(noted).data ?? { sent: [] };
}

/** Sends what is missing of one run's letters, each a few times where it fails, and notes how far it has come. */
export class Round {
  readonly #clock: Clock;
  readonly #deliveries: Deliveries;
  #handle: Handle;
  readonly #hurry: AbortSignal | undefined;

  /** `hurry` aborts when the run is over: then nobody waits longer for another try than the receiver itself asks. */
  constructor(clock: Clock, deliveries: Deliveries, known: Handle, hurry?: AbortSignal) {
    this.#clock = clock;
    this.#deliveries = deliveries;
    this.#handle = known;
    this.#hurry = hurry;
  }

  /** Stops at the first letter that fails: the receiver must not hear the end before the start. */
  async send({ letters, ended }: { readonly letters: readonly Letter[]; readonly ended: boolean }, signal: AbortSignal): Promise<void> {
    await this.#note({ state: 'open' });
    for (const letter of letters) if (!this.#handle.sent.includes(letter.key)) await this.#sendOne(letter, signal);
    if (ended) await this.#note({ state: 'delivered' });
  }

  async #sendOne(letter: Letter, signal: AbortSignal): Promise<void> {
    const kept = await this.#retrying(letter, signal);
    this.#handle = { sent: [...this.#handle.sent, letter.key], ...(kept === undefined ? {} : { kept: z.json().parse(kept) }) };
    await this.#note({ state: 'open' });
  }

  async #retrying(letter: Letter, signal: AbortSignal): Promise<Json | undefined> {
    for (let pause = 0; ; pause += 1) {
      try {
        using deadline = this.#clock.deadline(patience, signal);
        return await orAbort(deadline.signal, letter.send(this.#handle.kept, deadline.signal));
      } catch (error) {
        // At once, not when it is given up: whoever ends this process meanwhile leaves the reason.
        await this.#note({ state: 'undelivered', why: whyOf(error) });
        const asked = error instanceof NotTaken && error.wait !== undefined;
        const tries = this.#hurry?.aborted === true && !asked ? pauses.length : pauses.length + 1;
        if (pause + 1 >= tries || signal.aborted || (error instanceof NotTaken && !error.passing)) throw new Error(whyOf(error), { cause: error });
        await this.#pause(error, pauses[pause] ?? ms(0), signal);
      }
    }
  }

  #pause(error: unknown, usual: Ms, signal: AbortSignal): Promise<void> {
    if (error instanceof NotTaken && error.wait !== undefined) return this.#clock.sleep(error.wait, signal);
    const either = this.#hurry === undefined || this.#hurry.aborted ? signal : AbortSignal.any([signal, this.#hurry]);
    return this.#clock.sleep(usual, either);
  }

  #note(state: { readonly state: 'open' | 'delivered' } | { readonly state: 'undelivered'; readonly why: string }): Promise<void> {
    return this.#deliveries.write({ ...state, handle: this.#handle as Json });
  }
}

/** Also what cannot be stopped, such as a write to a disk that hangs, keeps nobody waiting. */
function orAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('it was told to stop'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject);
  });
}

/** Also of several addresses of one name, whose common error says nothing. */
function whyOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0]);
  return reason(error);
}
