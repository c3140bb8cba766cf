/** The quantile of a histogram, as PromQL's `histogram_quantile` computes it (promql/quantile.go, `bucketQuantile`). */
export interface Bucket {
  /** Inclusive upper bound, the `le` label. */
  readonly bound: number;
  /** Observations up to the bound; cumulative. */
  readonly count: number;
}

/**
 * Interpolates inside the bucket that holds the rank, from 0 for the lowest. NaN without a `+Inf` bucket, with fewer than two buckets, or
 * without observations; the highest finite bound where the rank lies beyond it, since nobody knows how far.
 */
export function histogramQuantile(quantile: number, buckets: readonly Bucket[]): number {
  const sorted = monotonic([...buckets].sort((a, b) => a.bound - b.bound));
  const [total, highest] = [sorted.at(-1), sorted.at(-2)];
  if (total === undefined || highest === undefined || total.bound !== Infinity || !(total.count > 0)) return Number.NaN;
  const rank = quantile * total.count;
  const index = sorted.findIndex((bucket) => bucket.count >= rank);
  const [bucket, below] = [sorted[index], sorted[index - 1]];
  if (bucket === undefined || bucket === total) return highest.bound;
  if (below === undefined && bucket.bound <= 0) return bucket.bound;
  const [from, counted] = [below?.bound ?? 0, below?.count ?? 0];
  return from + ((bucket.bound - from) * (rank - counted)) / (bucket.count - counted);
}

/** Buckets are read one after the other, so a count may be behind its lower neighbour; the higher one is right. */
function monotonic(buckets: readonly Bucket[]): readonly Bucket[] {
  let highest = 0;
  return buckets.map(({ bound, count }) => {
    highest = Math.max(highest, count);
    return { bound, count: highest };
  });
}
