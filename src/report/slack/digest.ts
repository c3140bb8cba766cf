/** A digest for a channel: what a time brought, in one line where it was quiet. */
import type { Digest, DigestChange, DigestRun } from '../../domain/memory/digest.ts';
import type { Finding } from '../../domain/memory/finding.ts';
import { evidenceOf, placeOf, statusOf, triageOf, whatOf } from '../findings/words.ts';
import { drillWords, findingWords } from '../digest/words.ts';
import { changeSentence, day, outcomeSigns } from '../trend/words.ts';
import { fit, header, paragraphs, type Block, type Message } from './blocks.ts';
import { said } from './text.ts';

/** Lines of one kind: `firedrill digest` has all. */
const most = 10;

export function digestMessage(digest: Digest): Message {
  const { since, until, quiet } = digest;
  const quietly = `Quiet since ${day(since)}: ${drillWords(digest)}; ${findingWords(digest)}.`;
  if (quiet) return { text: quietly, blocks: paragraphs([`✔ ${said(quietly, 600)}`]) };
  const title = `From ${day(since)} to ${day(until)}: ${drillWords(digest)}`;
  return {
    text: said(`${title}. Findings: ${findingWords(digest)}.`, 600),
    blocks: fit([header(title), ...runs(digest), ...findings(digest), ...changes(digest)]),
  };
}

const runs = ({ notHeld }: Digest): readonly Block[] => group('Not held', notHeld, runLine);

function runLine({ run, experiment, environment, started, outcome, because }: DigestRun): string {
  const { sign, word } = outcomeSigns[outcome];
  return `${sign} *${word}*  ${said(experiment, 100)} in ${said(environment, 60)}, run ${said(run, 60)} (${day(started)}): ${said(because, 300)}`;
}

/** What is overdue first: it waits for somebody. */
function findings(digest: Digest): readonly Block[] {
  const { overdue, opened, closed } = digest.findings;
  return [
    ...paragraphs([`*Findings*  ${said(findingWords(digest), 300)}`]),
    ...group('', overdue, (one) => `‼ *overdue*  ${findingLine(one)}: ${said(triageOf(one), 200)}`),
    ...group('', opened, (one) => `● *opened*  ${findingLine(one)}: ${said(lastSeen(one), 300)}`),
    ...group('', closed, (one) => `✔ *closed*  ${findingLine(one)}: ${said(statusOf(one).replace(/^closed:? /, ''), 200)}`),
  ];
}

const findingLine = (finding: Finding): string => `${said(finding.id, 60)} ${said(placeOf(finding), 150)}: ${said(whatOf(finding), 200)}`;

function lastSeen(finding: Finding): string {
  const last = finding.evidence.at(-1);
  return last === undefined ? statusOf(finding) : evidenceOf(last);
}

const changes = (digest: Digest): readonly Block[] => group('What has changed', digest.changes, changeLine);

const changeLine = ({ experiment, environment, measure, change }: DigestChange): string =>
  `${change.sense === 'worse' ? '▲ *worse*' : '▽ better'}  ${said(experiment, 100)} in ${said(environment, 60)}: ${said(changeSentence(measure, change), 300)}`;

function group<T>(title: string, all: readonly T[], lineOf: (one: T) => string): readonly Block[] {
  if (all.length === 0) return [];
  const more = all.length > most ? [`and ${all.length - most} more: firedrill digest`] : [];
  return paragraphs([...(title === '' ? [] : [`*${title}*`]), ...all.slice(0, most).map(lineOf), ...more]);
}
