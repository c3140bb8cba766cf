/** Numbers about numbers: pure, and tested. */

/** The smallest value that at least `share` (0 to 1) of all values do not exceed (nearest rank); NaN where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle; NaN where there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly slope: number;
  /** The standard error of the slope: a slope smaller than two of these cannot be told from none. */
  readonly error: number;
}

/** The least-squares line through at least three points of different `x`; NaN where there are fewer. */
export function fit(points: readonly Point[]): Line {
  const n = points.length;
  const mean = (of: (point: Point) => number): number => points.reduce((sum, point) => sum + of(point), 0) / n;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = mean((point) => (point.x - x) ** 2) * n;
  if (n < 3 || spread === 0) return { slope: Number.NaN, error: Number.NaN };
  const slope = (mean((point) => (point.x - x) * (point.y - y)) * n) / spread;
  const residue = mean((point) => (point.y - y - slope * (point.x - x)) ** 2) * n;
  return { slope, error: Math.sqrt(residue / (n - 2) / spread) };
}
