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

/** A bar for each fault above the column, and its name; faults that come together share one label. */
export function stayBars(stays: readonly Stay[], column: Box, time: Scale): string {
  const bars = stays.map(({ from, until }) => {
    const [x, end] = [time.place(from), time.place(until ?? time.until)];
    return el('rect', { x, y: column.y + 12, width: Math.max(2, end - x), height: 3, fill: '#b58900' });
  });
  const right = column.x + column.width;
  const names = labelsOf(stays, time).map(({ x, text }) => {
    const room = Math.floor((right - x) / letter);
    return label(x, column.y + 9, cut(text, Math.max(4, room)), { 'font-size': 10, fill: ink });
  });
  return [...bars, ...names].join('');
}

const letter = 6;

/** Names in the order of their time; one that would lie on the label before it joins that one. */
function labelsOf(stays: readonly Stay[], time: Scale): readonly { readonly x: number; readonly text: string }[] {
  const labels: { readonly x: number; text: string }[] = [];
  for (const { name, from, until } of stays.toSorted((one, other) => one.from - other.from)) {
    const text = `${name}${until === undefined ? ' (not seen gone)' : ''}`;
    const last = labels.at(-1);
    if (last === undefined || time.place(from) >= last.x + (last.text.length + 1) * letter) labels.push({ x: time.place(from), text });
    else if (!last.text.split(', ').includes(text)) last.text += `, ${text}`;
  }
  return labels;
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
