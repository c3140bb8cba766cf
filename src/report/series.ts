/** An SLI over a whole run in a bounded number of points, however long the run: neighbours are merged, and no extreme is lost. */
import type { Sample } from '../domain/sample.ts';
import { ms, type Ms } from '../domain/units.ts';

/** What was seen in one stretch of time. */
export interface Point {
  readonly from: Ms;
  readonly until: Ms;
  /** Absent where nothing could be seen. */
  readonly seen?: { readonly min: number; readonly max: number; readonly mean: number };
  /** Samples that saw nothing. */
  readonly blind: number;
}

/** More than this many points are more than a chart shows. */
export const mostPoints = 400;

interface Bucket {
  min: number;
  max: number;
  sum: number;
  good: number;
  blind: number;
}

/** Takes samples one by one; its buckets double in width whenever there would be too many. */
export class Series {
  #width: number;
  #buckets = new Map<number, Bucket>();

  /** `width` is that of the first buckets: how often the SLI is sampled. */
  constructor(width: Ms) {
    this.#width = Math.max(1, width);
  }

  add(sample: Sample): void {
    if (sample.kind === 'pending') return;
    const at = Math.max(0, sample.at);
    while (Math.floor(at / this.#width) >= mostPoints) this.#widen();
    const bucket = this.#bucket(Math.floor(at / this.#width));
    if (sample.kind === 'blind') bucket.blind += 1;
    else take(bucket, { min: sample.value, max: sample.value, sum: sample.value, good: 1, blind: 0 });
  }

  /** In the order of their time; stretches without a sample have none. */
  points(): readonly Point[] {
    const inOrder = [...this.#buckets].sort(([one], [other]) => one - other);
    return inOrder.map(([index, bucket]) => pointOf(index * this.#width, this.#width, bucket));
  }

  #bucket(index: number): Bucket {
    const bucket = this.#buckets.get(index) ?? { min: Infinity, max: -Infinity, sum: 0, good: 0, blind: 0 };
    this.#buckets.set(index, bucket);
    return bucket;
  }

  #widen(): void {
    const narrow = this.#buckets;
    this.#width *= 2;
    this.#buckets = new Map();
    for (const [index, bucket] of narrow) take(this.#bucket(Math.floor(index / 2)), bucket);
  }
}

function take(bucket: Bucket, { min, max, sum, good, blind }: Bucket): void {
  bucket.min = Math.min(bucket.min, min);
  bucket.max = Math.max(bucket.max, max);
  bucket.sum += sum;
  bucket.good += good;
  bucket.blind += blind;
}

function pointOf(from: number, width: number, { min, max, sum, good, blind }: Bucket): Point {
  const seen = good === 0 ? {} : { seen: { min, max, mean: sum / good } };
  return { from: ms(from), until: ms(from + width), ...seen, blind };
}
