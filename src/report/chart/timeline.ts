/** What all panels share: when faults were in place, the marked moments, the axis of time. */
import { showMs } from '../../domain/units.ts';
import { cut } from '../cut.ts';
import type { Mark, Stay } from './marks.ts';
import type { Box } from './panel.ts';
import { ticks, type Scale } from './scale.ts';
import { el, faint, ink, label, paper } from './svg.ts';

/** The stretch in which a fault was in place, shaded behind a plot. */
export function shade({ from, until }: Stay, plot: Box, time: Scale): string {
  const x = time.place(from);
  const width = Math.max(2, time.place(until ?? time.until) - x);
  return [
    el('rect', { x, y: plot.y, width, height: plot.height, fill: '#f2c744', 'fill-opacity': 0.25 }),
    el('rect', { x, y: plot.y, width, height: plot.height, fill: 'url(#fault)' }),
  ].join('');
}

/** A bar with the fault's name above the column; names that would lie on one another are left to the bar. */
export function stayBars(stays: readonly Stay[], column: Box, time: Scale): string {
  let free = column.x;
  const bars = stays.map(({ name, from, until }) => {
    const [x, end] = [time.place(from), time.place(until ?? time.until)];
    const words = cut(`${name}${until === undefined ? ' (not seen gone)' : ''}`, Math.max(4, Math.floor((column.x + column.width - x) / 6)));
    const fits = x >= free;
    if (fits) free = x + words.length * 6 + 8;
    const text = fits ? label(x, column.y + 9, words, { 'font-size': 10, fill: ink }) : '';
    return el('rect', { x, y: column.y + 12, width: Math.max(2, end - x), height: 3, fill: '#b58900' }) + text;
  });
  return bars.join('');
}

/** A line through the plot for each moment, with its number at the foot; numbers that would touch stand side by side. */
export function markLines(marks: readonly Mark[], plots: readonly Box[], foot: number, time: Scale): string {
  let free = -Infinity;
  const drawn = marks.map(({ at }, index) => {
    const x = time.place(at);
    const tag = Math.max(x, free);
    free = tag + 14;
    const lines = plots.map(({ y, height }) => el('line', { x1: x, x2: x, y1: y, y2: y + height, stroke: ink, 'stroke-width': 1.2 }));
    return [...lines, badge(tag, foot, index + 1)].join('');
  });
  return drawn.join('');
}

/** The number of a moment, in the plot as in the legend. */
export const badge = (x: number, y: number, n: number): string =>
  el('circle', { cx: x, cy: y, r: 6.5, fill: ink }) +
  el('text', { x, y: y + 3.2, fill: paper, 'font-size': 9, 'font-weight': 'bold', 'text-anchor': 'middle' }, String(n));

/** Times under the last plot of a column. */
export function axis(plot: Box, time: Scale): string {
  const y = plot.y + plot.height;
  const marks = ticks(time.from, time.until, Math.max(2, Math.floor(plot.width / 80)));
  return marks
    .map((at) => {
      const x = time.place(at);
      const line = el('line', { x1: x, x2: x, y1: y, y2: y + 4, stroke: faint, 'stroke-width': 1 });
      const isLast = x > plot.x + plot.width - 24; // there is no paper to the right of it
      return line + label(isLast ? x + 3 : x, y + 27, showMs(at), { 'font-size': 9, fill: faint, 'text-anchor': isLast ? 'end' : 'middle' });
    })
    .join('');
}
