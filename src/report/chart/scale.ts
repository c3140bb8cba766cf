/** From values to places, and the round numbers beside an axis. */

export interface Scale {
  readonly from: number;
  readonly until: number;
  place(value: number): number;
}

/** A straight scale; one without extent puts everything in its middle. */
export function scale(from: number, until: number, start: number, end: number): Scale {
  const extent = until - from;
  return { from, until, place: (value) => (extent === 0 ? (start + end) / 2 : start + ((value - from) / extent) * (end - start)) };
}

/** The lowest and highest of some numbers with a little air: from 0 where that costs little, and a share never beyond 1 of its own accord. */
export function extentOf(values: readonly number[], isShare: boolean): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((one, other) => Math.min(one, other), Infinity);
  const high = finite.reduce((one, other) => Math.max(one, other), -Infinity);
  if (low > high) return [0, 1];
  const air = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  const top = isShare && high <= 1 ? Math.min(1, high + air) : high + air;
  if (low < 0) return [low - air, top];
  return [low < high / 4 ? 0 : Math.max(0, low - air), top];
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400].map((seconds) => seconds * 1000);

/** Times between two, in ms, at a distance that people count in; at most `most`. */
export function ticks(from: number, until: number, most: number): readonly number[] {
  const step = steps.find((one) => (until - from) / one <= most) ?? (until - from) / most;
  const first = Math.ceil(from / step);
  const count = Math.floor(until / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}
