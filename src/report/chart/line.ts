/** A series as a line with its extremes; it breaks where nothing was seen. */
import type { Point } from '../series.ts';
import type { Scale } from './scale.ts';
import { el, round } from './svg.ts';

type SeenPoint = Point & Required<Pick<Point, 'seen'>>;

/** Stretches without a gap: a line across what nobody saw would claim to know it. */
export function segments(points: readonly Point[]): readonly (readonly SeenPoint[])[] {
  const parts: SeenPoint[][] = [];
  let last: Point | undefined;
  for (const point of points) {
    if (isSeen(point)) {
      const part = last !== undefined && isSeen(last) && near(last, point) ? parts.at(-1) : undefined;
      if (part === undefined) parts.push([point]);
      else part.push(point);
    }
    last = point;
  }
  return parts;
}

const isSeen = (point: Point): point is SeenPoint => point.seen !== undefined;

/** Samples jitter: one empty stretch between two is no gap. */
const near = (one: Point, other: Point): boolean => other.from - one.until < 2 * (one.until - one.from);

const middle = ({ from, until }: Point, time: Scale): number => time.place((from + until) / 2);

/** The means; a single one is a dot. */
export function trace(part: readonly SeenPoint[], time: Scale, value: Scale): string {
  const places = part.map((point) => `${round(middle(point, time))},${round(value.place(point.seen.mean))}`);
  const [only = ''] = places;
  const [x = '', y = ''] = only.split(',');
  if (places.length === 1) return el('circle', { cx: x, cy: y, r: 2, fill: '#1264a3' });
  return el('polyline', { points: places.join(' '), fill: 'none', stroke: '#1264a3', 'stroke-width': 1.8, 'stroke-linejoin': 'round' });
}

/** From the lowest to the highest of each point, where several samples are one. */
export function band(part: readonly SeenPoint[], time: Scale, value: Scale): string {
  const place = (point: SeenPoint, edge: number): string => `${round(middle(point, time))},${round(value.place(edge))}`;
  if (part.every(({ seen: { min, max } }) => min === max)) return '';
  const above = part.map((point) => place(point, point.seen.max));
  const below = part.toReversed().map((point) => place(point, point.seen.min));
  return el('polygon', { points: [...above, ...below].join(' '), fill: '#1264a3', 'fill-opacity': 0.22 });
}
