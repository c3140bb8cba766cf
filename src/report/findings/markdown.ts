/** Findings as Markdown: a page of them all, or bodies of GitHub issues. */
import type { Finding } from '../../domain/memory/finding.ts';
import { quartersOf } from '../../domain/memory/flags.ts';
import { plain, table } from '../markdown/text.ts';
import { oneLine } from '../one-line.ts';
import { changedOf, evidenceOf, flagWords, placeOf, statusOf, whatOf } from './words.ts';

const text = (said: string): string => plain(oneLine(said));

export function findingsMarkdown(findings: readonly Finding[]): string {
  const head = ['Finding', 'Where', 'What', 'Status', 'Owner', 'Deliverable', 'Due', 'Category', 'Evidence'];
  const list = findings.length === 0 ? 'None.' : table(head, findings.map(row));
  const quarters = quartersOf(findings).flatMap(({ quarter, counts }) => counts.map(({ category, count }) => [quarter, text(category), `${count}`]));
  const byCategory = quarters.length === 0 ? [] : ['## By category', table(['Quarter', 'Category', 'Found'], quarters)];
  return ['# Findings', list, ...byCategory].join('\n\n');
}

function row(finding: Finding): readonly string[] {
  const { id, triage, evidence } = finding;
  const status = [statusOf(finding), ...flagWords(finding), ...changedOf(finding)].join('; ');
  const last = evidence.at(-1);
  return [
    ...[id, text(placeOf(finding)), text(whatOf(finding)), text(status)],
    ...[triage.owner, triage.deliverable, triage.deadline, triage.category].map((one) => text(one ?? '')),
    text(last === undefined ? '' : evidenceOf(last)),
  ];
}

/** One issue a finding, its title as a heading; what is in it names nobody and links to nothing that it was not meant to. */
export function findingsGithub(findings: readonly Finding[]): string {
  return findings.map((finding) => issue(finding).join('\n\n')).join('\n\n---\n\n');
}

function issue(finding: Finding): readonly string[] {
  const { id, evidence, triage, about } = finding;
  const verify =
    about.kind === 'told'
      ? []
      : [`Verified by a run of ${inert(about.file)} in ${inert(about.environment)} that holds it: \`firedrill findings verify ${id}\`.`];
  const tasks = [['Owner', triage.owner], ['Deliverable', triage.deliverable], ['Due', triage.deadline], ['Category', triage.category]] as const; // prettier-ignore
  return [
    `## ${inert(whatOf(finding))}`,
    `${inert(placeOf(finding))}. ${inert([statusOf(finding), ...flagWords(finding)].join('; '))}. Finding ${id}.`,
    ...changedOf(finding).map((words) => `**Note:** ${inert(words)}.`),
    evidence.length === 0 ? '' : ['### Evidence', ...evidence.toReversed().map((one) => `- ${inert(evidenceOf(one))}`)].join('\n'),
    tasks.map(([name, said]) => `- [${said === undefined ? ' ' : 'x'}] ${name}${said === undefined ? '' : `: ${inert(said)}`}`).join('\n'),
    ...verify,
  ].filter((part) => part !== '');
}

/** GitHub looks for people, issues and commits in the text that is shown, escaped or not: an empty comment keeps it from finding any. */
function inert(said: string): string {
  return text(said)
    .replace(/(?<!&)\\?([@#])(?=[\p{L}\p{N}_-])/gu, '$1<!-- -->')
    .replace(/\b(GH)-(?=\d)/gi, '$1<!-- -->-')
    .replace(/\b([0-9a-f]{3})([0-9a-f]{4,37})\b/g, '$1<!-- -->$2');
}
