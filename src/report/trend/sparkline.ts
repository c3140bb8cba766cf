const bars = '▁▂▃▄▅▆▇█';

/** One bar a value, from the least to the largest of them; all alike where they are. */
export function sparkline(values: readonly number[]): string {
  const low = Math.min(...values);
  const extent = Math.max(...values) - low;
  return values.map((value) => bars[extent === 0 ? 0 : Math.round(((value - low) / extent) * (bars.length - 1))]).join('');
}
