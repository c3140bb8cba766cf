import { Latencies } from './latencies.ts';
import type { Reading } from './reading.ts';

/** A request that was judged: its latency in ms from the intended start, and why it is not good where it is not. */
export interface Judged {
  readonly latency: number;
  readonly why: string | undefined;
  readonly dropped: boolean;
}

/** What one cursor has not yet been told. */
export class Tally {
  readonly #latencies: Latencies | undefined;
  #from: number;
  #total = 0;
  #good = 0;
  #dropped = 0;
  #saturated = false;

  constructor(now: number, latencies: boolean) {
    this.#from = now;
    this.#latencies = latencies ? new Latencies() : undefined;
  }

  add({ latency, why, dropped }: Judged): void {
    this.#total += 1;
    if (why === undefined) this.#good += 1;
    if (dropped) this.#dropped += 1;
    this.#latencies?.record(latency);
  }

  /** The generator was late: what is counted now says little about the target. */
  saturate(): void {
    this.#saturated = true;
  }

  /** Closes the window at `now` and opens the next; `waiting` are the intended starts of what is in flight. */
  close(now: number, waiting: readonly number[]): Reading {
    const overdue = waiting.filter((start) => start < this.#from);
    const counts = this.#latencies?.drain() ?? [];
    for (const start of overdue) this.#latencies?.record(now - start);
    const ages = this.#latencies?.drain() ?? [];
    const counted = { total: this.#total, good: this.#good, dropped: this.#dropped, saturated: this.#saturated };
    const reading = { from: this.#from, to: now, ...counted, waiting: waiting.length, overdue: overdue.length, counts, ages };
    [this.#from, this.#total, this.#good, this.#dropped, this.#saturated] = [now, 0, 0, 0, false];
    return reading;
  }
}
