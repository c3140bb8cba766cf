import { Int32Histogram } from 'hdr-histogram-js';
import type { Counts } from './reading.ts';

/** Latencies in the buckets of an HDR histogram: µs inside, ms outside, right to three significant digits whatever their size. */
export class Latencies {
  readonly #histogram = new Int32Histogram(1, 2, 3);

  constructor() {
    this.#histogram.autoResize = true;
  }

  /** Counts one latency, in ms. */
  record(latency: number): void {
    this.#histogram.recordValue(Math.max(0, Math.round(latency * 1000)));
  }

  /** What was counted, and nothing is counted any more. */
  drain(): Counts {
    if (this.#histogram.totalCount === 0) return [];
    const iterator = this.#histogram.recordedValuesIterator;
    const counts: [number, number][] = [];
    for (iterator.reset(); iterator.hasNext();) {
      const bucket = iterator.next();
      counts.push([bucket.valueIteratedTo / 1000, bucket.countAtValueIteratedTo]);
    }
    this.#histogram.reset();
    return counts;
  }
}
