import { show, showMs } from '../../domain/units.ts';
import type { Judged } from '../../domain/verdict.ts';
import type { RunView, SliView } from '../view.ts';
import { statusWords } from './outcome.ts';
import { plain, table } from './text.ts';

/** Each expectation with its number, its threshold and its evidence, in every outcome. */
export function expectationSection({ verdict }: RunView): readonly string[] {
  const { expectations, recovery } = verdict;
  const head = ['', 'Expectation', 'Seen', 'Evidence', 'Remark'];
  const rows = expectations.map((judged) => [
    statusWords[judged.status],
    plain(judged.text),
    plain(judged.shown ?? 'no value'),
    evidence(judged),
    plain(judged.why ?? ''),
  ]);
  if (rows.length === 0) return [];
  return [
    '## Expectations',
    table(head, rows),
    ...(recovery === undefined || expectations.some(({ kind }) => kind === 'recovery') ? [] : [recoveryLine(recovery)]),
  ];
}

/** How many of the slots were good, and what the others were. */
function evidence({ samples: { good, blind, excluded, slots } }: Judged): string {
  if (slots === 0) return '';
  const lost = [blind > 0 ? `${blind} blind` : '', excluded > 0 ? `${excluded} no evidence` : ''].filter((one) => one !== '');
  return [`${good} of ${slots} slots`, ...lost].join(', ');
}

function recoveryLine(recovery: NonNullable<RunView['verdict']['recovery']>): string {
  if ('took' in recovery) return `Steady state was back ${showMs(recovery.took)} after the restore.`;
  return `Steady state was not back ${showMs(recovery.missedAfter)} after the restore.`;
}

/** Of each SLI what was normal, and how far it went; blind samples are counted. */
export function sliSection({ slis }: RunView): readonly string[] {
  const head = ['SLI', 'Baseline', 'Minimum', 'Maximum', 'Good samples', 'Blind samples'];
  const judged = slis.filter(({ facts }) => facts.judged).map(row);
  const observed = slis.filter(({ facts }) => !facts.judged).map(row);
  return [
    ...(judged.length === 0 ? [] : ['## SLIs', table(head, judged)]),
    ...(observed.length === 0 ? [] : ['Observed beside them, and never judged:', table(head, observed)]),
  ];
}

function row({ facts, seen, noBaseline }: SliView): readonly string[] {
  const value = (number: number | undefined): string => (number === undefined ? '' : plain(show(number, facts.unit.dimension)));
  const baseline = noBaseline === undefined ? value(seen.baseline) : `none: ${plain(noBaseline)}`;
  return [plain(seen.name), baseline, value(seen.min), value(seen.max), `${seen.good}`, `${seen.blind}`];
}
