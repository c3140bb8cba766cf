import { reason } from '../domain/reason.ts';
import type { SliSpec } from '../domain/experiment.ts';
import type { Measurement, Sample } from '../domain/sample.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import { orAbort } from '../domain/or-abort.ts';
import type { ProbeSession } from '../ports/probe.ts';

export interface Watched {
  readonly sli: SliSpec;
  readonly session: ProbeSession;
}

/** Told of every sample as it arrives. */
export type OnSample = (sli: SliSpec, sample: Sample) => void;

/** Samples every SLI on a clock of its own until disposed; whatever goes wrong with one is a blind sample of that one, in time. */
export class Sampling implements AsyncDisposable {
  readonly #listeners = new Set<OnSample>();
  readonly #stop = new AbortController();
  readonly #loops: readonly Promise<void>[];
  readonly #clock: Clock;
  readonly #now: () => Ms;

  constructor(watched: readonly Watched[], clock: Clock, now: () => Ms) {
    this.#clock = clock;
    this.#now = now;
    this.#loops = watched.map((one) => this.#loop(one));
  }

  /** Listens until the returned thing is disposed. */
  listen(listener: OnSample): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  async #loop({ sli, session }: Watched): Promise<void> {
    const first = this.#clock.now();
    const stuck = new Stuck();
    let from = this.#now();
    for (let slot = 1; !this.#stop.signal.aborted; slot = nextSlot(this.#clock.now() - first, sli.every, slot)) {
      await this.#clock.sleep(ms(first + slot * sli.every - this.#clock.now()), this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      const measurement = await this.#measure(sli, session, stuck);
      if (this.#stop.signal.aborted) return;
      const sample: Sample = { ...measurement, at: this.#now(), from };
      // What a blind or pending sample did not take is still in the session's counters, so the next pool reaches back over it.
      // So does what had not come yet when a good one was taken: no sample is of a shorter time than its pool.
      if (sample.kind === 'good') from = ms(sample.at - (sample.behind ?? 0));
      for (const listener of this.#listeners) listener(sli, sample);
    }
  }

  async #measure(sli: SliSpec, session: ProbeSession, stuck: Stuck): Promise<Measurement> {
    if (stuck.is) return { kind: 'blind', reason: 'an earlier sample has not come back' };
    using deadline = this.#clock.deadline(sli.timeout, this.#stop.signal);
    const sampling = (): Promise<Measurement> => stuck.follow(Promise.try(() => session.sample(deadline.signal)).then(finite, blind));
    return await orAbort(deadline.signal, sampling).catch((): Measurement => ({ kind: 'blind', reason: `no answer within ${sli.timeout} ms` }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }
}

/** The next slot that has not begun yet, so that a slow sample skips slots instead of bunching them. */
function nextSlot(elapsed: number, every: Ms, slot: number): number {
  return Math.max(slot + 1, Math.floor(elapsed / every) + 1);
}

/** NaN and infinities are never a value. */
function finite(measurement: Measurement): Measurement {
  if (measurement.kind !== 'good' || Number.isFinite(measurement.value)) return measurement;
  return { kind: 'blind', reason: `the value is ${measurement.value}` };
}

function blind(error: unknown): Measurement {
  return { kind: 'blind', reason: reason(error) };
}

/** Remembers whether a sample that ignored its deadline is still out, so that they cannot pile up. */
class Stuck {
  is = false;

  follow<T>(work: Promise<T>): Promise<T> {
    this.is = true;
    const done = (): void => {
      this.is = false;
    };
    work.then(done, done);
    return work;
  }
}
