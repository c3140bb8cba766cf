/** One measure over its runs: a dot a run, a line a level, a dashed line where the level changed. */
import { levelOf, type Point } from '../../../domain/memory/changes.ts';
import type { Measure } from '../../../domain/memory/measures.ts';
import type { TrendRun } from '../../../domain/memory/trend.ts';
import { show } from '../../../domain/units.ts';
import { scale, type Scale } from '../../chart/scale.ts';
import { day, levelText, measureTitle } from '../words.ts';
import { roundTicks } from './axis.ts';
import { markup, type Markup } from './markup.ts';

const width = 560;
const height = 150;
const left = 86;
const right = 10;
const top = 10;
const bottom = 26;

/** Of all charts the runs have the same places, so that they can be read below each other. */
export function chart(measure: Measure, runs: readonly TrendRun[]): Markup {
  const ticks = roundTicks(measure.points.map(({ value }) => value));
  const y = scale(ticks[0] ?? 0, ticks.at(-1) ?? 1, height - bottom, top);
  const x = scale(runs[0]?.n ?? 0, runs.at(-1)?.n ?? 0, left + 8, width - right - 8);
  return markup`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${described(measure)}">
    ${ticks.map((tick) => gridLine(show(tick, measure.dimension), y.place(tick)))} ${levels(measure, x, y)}
    ${measure.points.map((point) => dot(measure, point, x, y))} ${ends(runs, x)}
  </svg>`;
}

/** What somebody hears who does not see it; every number stands in the table as well. */
function described(measure: Measure): string {
  const values = measure.points.map(({ value }) => value);
  const range = `${show(Math.min(...values), measure.dimension)} to ${show(Math.max(...values), measure.dimension)}`;
  const changed = measure.changes.map(({ since, to }) => `, ${levelText(to, measure)} since run ${since.n}`).join('');
  return `${measureTitle(measure)} over ${values.length} runs: ${range}, median ${levelText(levelOf(measure.points), measure)}${changed}.`;
}

const gridLine = (words: string, at: number): Markup =>
  markup`<line class="grid" x1="${left}" x2="${width - right}" y1="${px(at)}" y2="${px(at)}" />
    <text class="tick" x="${left - 6}" y="${px(at)}" dy="0.35em" text-anchor="end">${words}</text>`;

/** The median of each stretch between two changes. */
function levels(measure: Measure, x: Scale, y: Scale): readonly Markup[] {
  const starts = [-Infinity, ...measure.changes.map(({ since }) => since.n)];
  return starts.flatMap((from, index) => {
    const piece = measure.points.filter(({ n }) => n >= from && n < (starts[index + 1] ?? Infinity));
    return piece.length === 0 ? [] : [level(piece, index > 0, x, y)];
  });
}

function level(piece: readonly Point[], changed: boolean, x: Scale, y: Scale): Markup {
  const air = Math.min(5, (x.place(1) - x.place(0)) / 2);
  const at = px(y.place(levelOf(piece).value));
  const start = px(x.place(piece[0]?.n ?? 0) - air);
  const began = changed ? markup`<line class="change" x1="${start}" x2="${start}" y1="${top}" y2="${height - bottom}" />` : markup``;
  return markup`${began}<line class="level" x1="${start}" x2="${px(x.place(piece.at(-1)?.n ?? 0) + air)}" y1="${at}" y2="${at}" />`;
}

/** A triangle that points upward where the number is only the least that it may be. */
function dot(measure: Measure, point: Point, x: Scale, y: Scale): Markup {
  const [cx, cy] = [px(x.place(point.n)), px(y.place(point.value))];
  const title = markup`<title>run ${point.n}, ${point.run}, ${day(point.started)}: ${levelText(point, measure)}</title>`;
  if (point.beyond) return markup`<path class="dot" d="M ${cx} ${px(cy - 5)} l 4.5 8 h -9 z">${title}</path>`;
  return markup`<circle class="dot${measure.points.length > 150 ? ' small' : ''}" cx="${cx}" cy="${cy}" r="2.5">${title}</circle>`;
}

const ends = (runs: readonly TrendRun[], x: Scale): Markup =>
  markup`<text class="tick" x="${px(x.place(runs[0]?.n ?? 0) - 5)}" y="${height - 6}" text-anchor="start">run ${runs[0]?.n ?? 0}</text>
    <text class="tick" x="${width - right}" y="${height - 6}" text-anchor="end">run ${runs.at(-1)?.n ?? 0}</text>`;

const px = (value: number): number => Number(value.toFixed(1));
