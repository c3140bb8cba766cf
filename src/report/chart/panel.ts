/** One SLI over the run: its values, its limits, and where nobody could see. */
import { show, type Dimension } from '../../domain/units.ts';
import { cut } from '../cut.ts';
import type { Point } from '../series.ts';
import type { Threshold } from '../thresholds.ts';
import type { SliView } from '../view.ts';
import { band, segments, trace } from './line.ts';
import { extentOf, scale, type Scale } from './scale.ts';
import { el, faint, ink, label } from './svg.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Room above a plot for its name. */
const nameRoom = 14;

export const plotOf = ({ x, y, width, height }: Box): Box => ({ x, y: y + nameRoom, width, height: height - nameRoom });

/** The panel's frame, limits and values; `time` is the scale that all panels share. */
export function panel({ facts, seen, points, thresholds }: SliView, box: Box, time: Scale): string {
  const plot = plotOf(box);
  const limits = shownLimits(thresholds);
  const values = points.flatMap((point) => (point.seen === undefined ? [] : [point.seen.min, point.seen.max]));
  const dimension = facts.unit.dimension;
  const [low, high] = extentOf([...values, ...limits.map(({ limit }) => limit)], dimension === 'ratio');
  const value = scale(low, high, plot.y + plot.height, plot.y);
  const parts = segments(points);
  return [
    label(box.x, box.y + 10, nameLine(facts.name, seen, dimension, box.width), { 'font-size': 11, 'font-weight': 'bold' }),
    el('rect', { x: plot.x, y: plot.y, width: plot.width, height: plot.height, fill: 'none', stroke: '#c9c9cb', 'stroke-width': 1 }),
    ...edge(value, plot, dimension),
    ...gaps(points, plot, time),
    ...parts.map((part) => band(part, time, value)),
    ...limits.map((one) => limitLine(one, plot, value)),
    ...parts.map((part) => trace(part, time, value)),
    ...limitTexts(limits, plot, value),
    ...(values.length === 0 ? [nothingSeen(plot)] : []),
  ].join('');
}

/** Steady state is drawn only where nothing else is: three lines a panel are too many. */
function shownLimits(thresholds: readonly Threshold[]): readonly Threshold[] {
  const telling = thresholds.filter(({ kind }) => kind !== 'steady');
  return telling.length > 0 ? telling.slice(0, 3) : thresholds.slice(0, 1);
}

function nameLine(name: string, { min, max, blind }: SliView['seen'], dimension: Dimension, width: number): string {
  const numbers = min === undefined || max === undefined ? 'no value' : `${show(min, dimension)} to ${show(max, dimension)}`;
  const rest = ` · ${numbers}${blind === 0 ? '' : ` · ${blind} blind`}`;
  return `${cut(name, Math.max(6, Math.floor(width / 6.9) - rest.length))}${rest}`;
}

function edge({ from, until }: Scale, plot: Box, dimension: Dimension): readonly string[] {
  const at = (y: number, value: number): string =>
    label(plot.x - 4, y, show(Number(value.toPrecision(3)), dimension), { 'font-size': 9, fill: faint, 'text-anchor': 'end' });
  return [at(plot.y + 8, until), at(plot.y + plot.height, from)];
}

/** Hatched where at least one sample saw nothing and none saw something. */
function gaps(points: readonly Point[], plot: Box, time: Scale): readonly string[] {
  return points
    .filter(({ seen, blind }) => seen === undefined && blind > 0)
    .map(({ from, until }) =>
      el('rect', { x: time.place(from), y: plot.y, width: Math.max(1, time.place(until) - time.place(from)), height: plot.height, fill: 'url(#blind)' }),
    );
}

/** Long dashes abort, dots are expected: told apart without a colour. */
const strokes = {
  abort: { stroke: '#b3261e', 'stroke-dasharray': '9 4' },
  expected: { stroke: '#7a4d00', 'stroke-dasharray': '2 3' },
  steady: { stroke: faint, 'stroke-dasharray': '1 4' },
} as const;

function limitLine({ kind, limit }: Threshold, plot: Box, value: Scale): string {
  const y = value.place(limit);
  return el('line', { x1: plot.x, x2: plot.x + plot.width, y1: y, y2: y, 'stroke-width': 1.5, ...strokes[kind] });
}

/** What aborts is named at the right, what is expected at the left; names that would lie on one another stand side by side. */
function limitTexts(limits: readonly Threshold[], plot: Box, value: Scale): readonly string[] {
  const placed: { readonly y: number; readonly kind: string; readonly end: number }[] = [];
  return limits.map(({ kind, limit, text }) => {
    const line = value.place(limit);
    const y = line - plot.y < 14 ? line + 10 : line - 3;
    const start = placed.filter((other) => other.kind === kind && Math.abs(other.y - y) < 11).reduce((end, other) => Math.max(end, other.end), 4);
    placed.push({ y, kind, end: start + text.length * 5 + 8 });
    const side = kind === 'abort' ? { x: plot.x + plot.width - start, anchor: 'end' } : { x: plot.x + start, anchor: 'start' };
    return label(side.x, y, text, { 'font-size': 9, fill: strokes[kind].stroke, 'text-anchor': side.anchor });
  });
}

const nothingSeen = ({ x, y, width, height }: Box): string =>
  label(x + width / 2, y + height / 2 + 4, 'no value was seen', { 'font-size': 10, fill: ink, 'text-anchor': 'middle' });
