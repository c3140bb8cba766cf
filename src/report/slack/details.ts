/** What stands in the thread: every expectation, fault and SLI, and what a reader should know besides. */
import { show } from '../../domain/units.ts';
import type { RunView, SliView } from '../view.ts';
import { pages, paragraphs, type Block, type Message } from './blocks.ts';
import { expectationLines, faultLines, haltLine } from './parts.ts';
import { said } from './text.ts';

/** Messages at most: what is more is in the report. */
const most = 3;

/** The details on as many messages as they need, at most three; none for a run that was refused before it measured anything. */
export function detailMessages(view: RunView): readonly Message[] {
  const isRefused = view.verdict.outcome === 'refused'; // nothing was to be seen, and the message says why
  const blocks = [
    ...part('Expectations', isRefused ? [] : expectationLines(view)),
    ...part('Halt and faults', isRefused ? [] : [...haltLine(view), ...faultLines(view), ...restoreLines(view)]),
    ...part('SLIs', view.slis.filter(({ seen }) => seen.good + seen.blind > 0).map(sliLine)),
    ...part(
      'Remarks',
      view.verdict.remarks.map((remark) => `• ${said(remark, 400)}`),
    ),
    ...part(
      'Checked before the injection',
      view.checks.map(({ check, detail }) => `• ${said(check, 80)}: ${said(detail, 300)}`),
    ),
  ];
  const text = said(`Details of ${view.started.experiment}, run ${view.started.run}`, 200);
  return pages(blocks, most).map((page) => ({ text, blocks: page }));
}

const part = (title: string, lines: readonly string[]): readonly Block[] => (lines.length === 0 ? [] : paragraphs([`*${title}*`, ...lines]));

/** What was done, and what taking it out meant. */
function restoreLines({ faults, started: { rehearsal } }: RunView): readonly string[] {
  if (rehearsal) return [];
  return faults.flatMap(({ result, facts, plan }) => {
    if (facts === undefined || plan === undefined) return [];
    return [`• ${said(result.fault, 80)}: ${said(facts.summary.replace(/\.$/, ''), 300)}. To restore: ${said(plan.restores.replace(/\.$/, ''), 300)}.`];
  });
}

function sliLine({ facts, seen, noBaseline }: SliView): string {
  const value = (number: number | undefined): string => (number === undefined ? 'none' : show(number, facts.unit.dimension));
  const baseline = noBaseline === undefined ? value(seen.baseline) : `none (${said(noBaseline, 200)})`;
  const judged = facts.judged ? '' : ', observed only';
  return `• *${said(facts.name, 80)}*${judged}: baseline ${baseline}, lowest ${value(seen.min)}, highest ${value(seen.max)}, ${seen.good} good and ${seen.blind} blind samples`;
}
