/** `chart.svg`: every SLI of a run over the same time, with its limits, the faults and what happened when. */
import { outcomeTitle } from './outcome.ts';
import { cut } from './cut.ts';
import { marksOf, staysOf } from './chart/marks.ts';
import { panel, plotOf, type Box } from './chart/panel.ts';
import { scale, type Scale } from './chart/scale.ts';
import { el, faint, ink, label, paper } from './chart/svg.ts';
import { axis, badge, markLines, shade, stayBars } from './chart/timeline.ts';
import type { RunView, SliView } from './view.ts';

const width = 800;
const height = 400;
const most = 12;
const top = 64;
const bottom = 52;
const left = 58;
const gutter = 64;

/** The chart of an ended run as SVG text, the same for the same record; `font` is the family its texts are set in. */
export function chartSvg(view: RunView, font: string): string {
  const shown = choose(view);
  const columns = shown.length > 3 ? 2 : 1;
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const [from, until] = timeOf(view, shown);
  const drawn = Array.from({ length: columns }, (_, column) => {
    const room = (width - left - 16 - gutter * (columns - 1)) / columns;
    const box = { x: left + column * (room + gutter), y: top, width: room, height: height - top - bottom };
    return drawColumn(view, shown.slice(column * rows, (column + 1) * rows), box, rows, scale(from, until, box.x, box.x + room));
  });
  const root = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': font, fill: ink };
  return el('svg', root, patterns, frame, head(view, shown.length), ...drawn, legend);
}

/** What was judged comes first, then what has a limit; the rest is counted, not drawn. */
function choose({ slis }: RunView): readonly SliView[] {
  const rank = ({ facts, thresholds }: SliView): number => (facts.judged ? 0 : 2) + (thresholds.length > 0 ? 0 : 1);
  return slis.toSorted((one, other) => rank(one) - rank(other)).slice(0, most);
}

/** From the first sample to the last moment that is marked. */
function timeOf(view: RunView, shown: readonly SliView[]): readonly [number, number] {
  const points = shown.flatMap((sli) => sli.points);
  const last = Math.max(...marksOf(view).map(({ at }) => at), ...points.map((point) => point.until), 0);
  const first = Math.min(...points.map((point) => point.from), last);
  return [first, Math.max(last, first + 1000)];
}

function drawColumn(view: RunView, slis: readonly SliView[], box: Box, rows: number, time: Scale): string {
  const each = box.height / rows;
  const boxes = slis.map((_, row) => ({ ...box, y: box.y + row * each, height: each - 6 }));
  const plots = boxes.map(plotOf);
  const last = plots.at(-1);
  if (last === undefined) return label(box.x + box.width / 2, box.y + box.height / 2, 'no SLI was measured', { 'font-size': 12, 'text-anchor': 'middle' });
  const stays = staysOf(view);
  return [
    ...plots.flatMap((plot) => stays.map((stay) => shade(stay, plot, time))),
    stayBars(stays, { ...box, y: box.y - 18 }, time),
    markLines(marksOf(view), plots, last.y + last.height + 9, time),
    ...slis.map((sli, row) => panel(sli, boxes[row] ?? box, time)),
    axis(last, time),
  ].join('');
}

/** Which run, how it ended, and the numbered moments. */
function head(view: RunView, shown: number): string {
  const more = view.slis.length > shown ? ` · ${view.slis.length - shown} more SLIs are in the report` : '';
  const title = `${outcomeTitle(view)} · ${cut(view.started.experiment, 50)} · run ${cut(view.started.run, 30)}${more}`;
  let x = 16;
  const marks = marksOf(view).map(({ text }, index) => {
    const said = badge(x, 34, index + 1) + label(x + 11, 38, text, { 'font-size': 11 });
    x += text.length * 6.4 + 34;
    return said;
  });
  return label(10, 19, cut(title, 110), { 'font-size': 13, 'font-weight': 'bold' }) + marks.join('');
}

const frame = el('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 6, fill: paper, stroke: '#c9c9cb' });

const hatch = (id: string, angle: number, stroke: string): string =>
  el(
    'pattern',
    { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${angle})` },
    el('line', { x1: 0, x2: 0, y1: 0, y2: 6, stroke, 'stroke-width': 1.5, 'stroke-opacity': 0.6 }),
  );
const patterns = el('defs', {}, hatch('blind', 45, '#616061'), hatch('fault', 0, '#f2c744'));

const sample = (x: number, stroke: string, dashes: string): string =>
  el('line', { x1: x, x2: x + 26, y1: height - 10, y2: height - 10, stroke, 'stroke-width': 1.8, 'stroke-dasharray': dashes });
const swatch = (x: number, fill: string): string => el('rect', { x, y: height - 16, width: 26, height: 11, fill, stroke: '#c9c9cb' });
const word = (x: number, text: string): string => label(x, height - 6.5, text, { 'font-size': 10, fill: faint });

const legend = [
  sample(16, '#1264a3', 'none') + word(47, 'mean, filled from lowest to highest'),
  sample(300, '#b3261e', '9 4') + word(331, 'abort'),
  sample(380, '#7a4d00', '2 3') + word(411, 'expected'),
  el('rect', { x: 480, y: height - 16, width: 26, height: 11, fill: '#f2c744', 'fill-opacity': 0.25 }) +
    swatch(480, 'url(#fault)') +
    word(511, 'fault in place'),
  swatch(610, 'url(#blind)') + word(641, 'blind: nothing could be seen'),
].join('');
