/** Findings for the terminal. */
import type { Finding, Happening } from '../../domain/memory/finding.ts';
import { quartersOf } from '../../domain/memory/flags.ts';
import { several } from '../../domain/wording.ts';
import { oneLine } from '../one-line.ts';
import { day } from '../trend/words.ts';
import { changedOf, evidenceOf, flagWords, placeOf, statusOf, triageOf, whatOf } from './words.ts';

/** The list, and how many there are in all: what is not shown is counted. */
export function findingsText(shown: readonly Finding[], all: readonly Finding[]): string {
  const quarters = quartersOf(all).map(
    ({ quarter, counts }) => `  ${quarter}  ${counts.map(({ category, count }) => `${oneLine(category)} ${count}`).join(', ')}`,
  );
  const byQuarter = quarters.length === 0 ? [] : [['Found, by category:', ...quarters.slice(0, 4)].join('\n')];
  return [...shown.map(findingText), summaryOf(all), ...byQuarter].join('\n\n');
}

function summaryOf(all: readonly Finding[]): string {
  if (all.length === 0) return 'No findings.';
  const open = all.filter(({ status }) => status.kind === 'open');
  const flagged = (flag: 'overdue' | 'untriaged'): string => `${open.filter(({ flags }) => flags.includes(flag)).length} ${flag}`;
  const closed = all.length - open.length;
  const rest = closed === 0 ? '' : `; ${closed} closed`;
  if (open.length === 0) return `No open findings${rest}.`;
  return `${several(open.length, 'open finding')}: ${flagged('overdue')}, ${flagged('untriaged')}${rest}.`;
}

/** What it is, the latest evidence, who does what until when. */
export function findingText(finding: Finding): string {
  const head = [finding.id, placeOf(finding), ...flagWords(finding)].join(' · ');
  const last = finding.evidence.at(-1);
  const triage = triageOf(finding);
  const lines = [
    whatOf(finding),
    ...(last === undefined ? [] : [evidenceOf(last)]),
    statusOf(finding),
    ...(triage === '' ? [] : [triage]),
    ...notesOf(finding.history),
    ...changedOf(finding),
  ];
  return [head, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Everything that was said and seen of it, the oldest first. */
export const historyText = (finding: Finding): string =>
  [findingText(finding), '', ...finding.history.map((one) => `  ${day(one.wall)}  ${happened(one)}`)].join('\n');

const notesOf = (history: readonly Happening[]): readonly string[] =>
  history.flatMap((one) => (one.kind === 'edited' && one.note !== undefined ? [`${oneLine(one.by)} (${day(one.wall)}): ${oneLine(one.note)}`] : []));

function happened(one: Happening): string {
  switch (one.kind) {
    case 'opened':
    case 'reopened':
    case 'failed again':
      return `${one.kind} by run ${one.run}`;
    case 'verified':
      return `held by run ${one.run}`;
    case 'added':
      return `added by ${oneLine(one.by)}`;
    case 'edited':
      return oneLine(`${one.by}: ${one.words}`);
    case 'closed':
      return oneLine(`closed by ${one.by}: ${one.reason}`);
  }
}
