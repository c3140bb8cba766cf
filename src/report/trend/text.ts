/** A trend for the terminal. */
import { levelOf } from '../../domain/memory/changes.ts';
import type { Measure } from '../../domain/memory/measures.ts';
import type { EnvironmentTrend, Trend, TrendRun } from '../../domain/memory/trend.ts';
import { several } from '../../domain/wording.ts';
import { oneLine } from '../one-line.ts';
import { sparkline } from './sparkline.ts';
import { changeWithEdits, daysOf, levelText, measureTitle, pointsNow, runName, signOf } from './words.ts';

/** The latest runs that are told one by one. */
const told = 10;
const rowOf = 50;

export function trendText(trend: Trend): string {
  return trend.environments.map((one) => environmentText(trend.experiment, one).join('\n')).join('\n\n');
}

function environmentText(experiment: string, { environment, runs, measures, lastHeld }: EnvironmentTrend): readonly string[] {
  const held = lastHeld === undefined ? 'none of them held' : lastHeld.n === runs.at(-1)?.n ? '' : `the last that held is ${runName(lastHeld)}`;
  return [
    `${oneLine(experiment)} in ${oneLine(environment)}: ${several(runs.length, 'run')}, ${daysOf(runs)}${held === '' ? '' : `; ${held}`}`,
    '',
    ...strip(runs),
    ...measures.flatMap((measure) => measureLines(measure, runs)),
    '',
    ...latest(runs, measures),
  ];
}

/** Fifty runs a row in groups of ten, each row with the number of its first. */
function strip(runs: readonly TrendRun[]): readonly string[] {
  const rows = Array.from({ length: Math.ceil(runs.length / rowOf) }, (_, row) => runs.slice(row * rowOf, (row + 1) * rowOf));
  const width = Math.max(...runs.map(({ n }) => `${n}`.length));
  const seen = new Map(runs.map(signOf).map(({ letter, word }) => [letter, word]));
  const lines = rows.map((row) => `  ${`${row[0]?.n}`.padStart(width)}  ${grouped(row.map((run) => signOf(run).letter))}`);
  const edited = runs.filter(({ edits }) => edits.length > 0).map(({ n }) => n);
  const indent = `  ${' '.repeat(width)}  `;
  return [
    ...lines,
    `${indent}${[...seen].map(([letter, word]) => `${letter} ${word}`).join(', ')}`,
    ...(edited.length === 0 ? [] : [`${indent}the file was changed before ${edited.length === 1 ? 'run' : 'runs'} ${edited.slice(-told).join(', ')}`]),
  ];
}

const grouped = (letters: readonly string[]): string => letters.map((letter, index) => (index > 0 && index % 10 === 0 ? ` ${letter}` : letter)).join('');

function measureLines(measure: Measure, runs: readonly TrendRun[]): readonly string[] {
  const { points, changes } = measure;
  const [last, now] = [points.at(-1), pointsNow(measure)];
  if (last === undefined) return [];
  const middle = now.length === 1 ? '' : `; median of the ${now.length === points.length ? '' : 'last '}${now.length}: ${levelText(levelOf(now), measure)}`;
  return [
    '',
    `${measureTitle(measure)}  ${sparkline(points.slice(-rowOf).map(({ value }) => value))}  ${levelText(last, measure)} in run ${last.n}${middle}`,
    ...changes.map((change) => `  ${change.sense === 'worse' ? '▲' : '▽'} ${changeWithEdits(measure, change, runs)}`),
  ];
}

function latest(runs: readonly TrendRun[], measures: readonly Measure[]): readonly string[] {
  const shown = runs.slice(-told).toReversed();
  const head = runs.length > told ? `The latest ${told}:` : runs.length === 1 ? 'The run:' : 'The runs, the latest first:';
  const width = Math.max(...shown.map((run) => signOf(run).word.length));
  const number = Math.max(...shown.map(({ n }) => `${n}`.length));
  return [head, ...shown.flatMap((run) => runLines(run, measures, number, width))];
}

function runLines(run: TrendRun, measures: readonly Measure[], number: number, width: number): readonly string[] {
  const { sign, word } = signOf(run);
  const about = [`${run.n}`.padStart(number), run.run, run.started.slice(0, 16).replace('T', ' '), `${sign} ${word.padEnd(width)}`, numbersOf(run, measures)];
  const edits = run.edits.map((edit) => `  ${' '.repeat(number)}  the file was changed: ${oneLine(edit)}`);
  return [`  ${about.join('  ').trimEnd()}`, ...edits];
}

function numbersOf({ n }: TrendRun, measures: readonly Measure[]): string {
  const shorts = measures.flatMap((measure) => {
    const point = measure.points.find((one) => one.n === n);
    return point === undefined ? [] : [`${shortName(measure)} ${levelText(point, measure)}`];
  });
  return shorts.join(' · ');
}

const shortName = ({ kind, name }: Measure): string => (kind === 'recovery' ? 'recovered in' : kind === 'halt' ? 'halted and restored in' : oneLine(name));
