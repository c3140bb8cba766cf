/** Round numbers beside a chart: steps of 1, 2 or 5 of some power of ten, and an axis that begins and ends on one. */

/** From three to six of them, evenly apart, around all values. */
export function roundTicks(values: readonly number[]): readonly number[] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  // Differences that no label could show are none: steps must not vanish in the numbers they lie between.
  const extent = Math.max(high - low || Math.abs(high) / 5 || 1, Math.abs(high) / 1e6, 1e-12);
  const step = roundStep(extent / 3);
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 2);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((one) => one * power >= least) ?? 10) * power;
}
