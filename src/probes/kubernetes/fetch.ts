import { ms, type Ms } from '../../domain/units.ts';
import type { ProbePorts } from '../../ports/probe.ts';
import { sharedFor } from './kind.ts';

/** One object or list of a cluster, fetched once a period for all SLIs that read it. */
export class Fetch<T> implements AsyncDisposable {
  readonly #read: (signal: AbortSignal) => Promise<T>;
  readonly #clock: ProbePorts['clock'];
  readonly #stop = new AbortController();
  #period: Ms;
  #last: { readonly began: Ms; readonly answer: Promise<T> } | undefined;

  /** @param key what is fetched, and where; @param every the period of the SLI that asks: the shortest of all counts. */
  static shared<T>(key: string, every: Ms, read: (signal: AbortSignal) => Promise<T>, ports: ProbePorts): Fetch<T> {
    const fetch = ports.shared(`kubernetes:${key}`, () => new Fetch(read, every, ports));
    fetch.#period = ms(Math.min(fetch.#period, every));
    return fetch;
  }

  private constructor(read: (signal: AbortSignal) => Promise<T>, every: Ms, { clock }: ProbePorts) {
    this.#read = read;
    this.#period = every;
    this.#clock = clock;
  }

  /** What was fetched lately, or is being fetched, or a fetch of its own; rejects as soon as the signal aborts, though others wait on. */
  async look(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const now = this.#clock.now();
    if (this.#last === undefined || now - this.#last.began > this.#period * sharedFor) this.#last = { began: now, answer: this.#begin() };
    const { promise: given, reject } = Promise.withResolvers<never>();
    const giveUp = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('the sample was given up'));
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([this.#last.answer, given]);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the run has ended'));
    await this.#last?.answer.catch(() => undefined);
  }

  #begin(): Promise<T> {
    const answer = this.#bounded();
    // Whoever waits hears of a failure; where all have given up, nobody does.
    answer.catch(() => undefined);
    return answer;
  }

  /** No sample waits for longer than its period, so neither does what is fetched for it. */
  async #bounded(): Promise<T> {
    using deadline = this.#clock.deadline(this.#period, this.#stop.signal);
    return await this.#read(deadline.signal);
  }
}
