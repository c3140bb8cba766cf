/** Merged counts of latency values; bounded by the resolution of the histograms that are added, however long the run. */
export interface Histogram {
  readonly counts: Map<number, number>;
  total: number;
}

export const emptyHistogram = (): Histogram => ({ counts: new Map(), total: 0 });

/** Adds [value, count] pairs in place; pairs without a count leave no trace. */
export function mergeInto(histogram: Histogram, pairs: readonly (readonly [number, number])[]): void {
  for (const [value, count] of pairs) {
    if (count <= 0) continue;
    histogram.counts.set(value, (histogram.counts.get(value) ?? 0) + count);
    histogram.total += count;
  }
}

/**
 * The value at a quantile (0..1) by nearest rank: the smallest value that at least `quantile` of all counts do not exceed.
 * `undefined` for an empty histogram. (HDR rounds the rank to the nearest whole one; nearest rank never falls below the quantile.)
 */
export function valueAt(histogram: Histogram, quantile: number): number | undefined {
  const rank = Math.max(1, Math.ceil(withoutNoise(quantile * histogram.total)));
  let passed = 0;
  for (const [value, count] of [...histogram.counts].sort(([a], [b]) => a - b)) {
    passed += count;
    if (passed >= rank) return value;
  }
  return undefined;
}

/** 0.07 × 100 is 7.000000000000001 in floating point, and would be the eighth of a hundred. */
const withoutNoise = (value: number): number => Number(value.toPrecision(12));
