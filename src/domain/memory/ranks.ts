/** Levels of a series and their ranks. */

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranksOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

/** Cliff's delta of the ranks from one place to another against all others: 1 where every one of them is larger, -1 where every one is smaller. */
export function delta(ranks: readonly number[], from: number, to: number): number {
  const count = to - from;
  const sum = ranks.slice(from, to).reduce((total, rank) => total + rank, 0);
  return (2 * (sum - (count * (count + 1)) / 2)) / (count * (ranks.length - count)) - 1;
}

/** Where two levels fit the values best, by the sum of distances from their medians: ranks alone would lean towards the middle. */
export function betweenLevels(values: readonly number[], fewest: number): number {
  let best = { at: fewest, misfit: Infinity };
  for (let at = fewest; at <= values.length - fewest; at += 1) {
    const misfit = spread(values.slice(0, at)) + spread(values.slice(at));
    if (misfit < best.misfit) best = { at, misfit };
  }
  return best.at;
}

function spread(values: readonly number[]): number {
  const middle = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0);
}
