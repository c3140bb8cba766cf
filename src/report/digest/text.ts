/** A digest for the terminal; a quiet time is one line. */
import type { Digest, DigestChange, DigestRun } from '../../domain/memory/digest.ts';
import type { Finding } from '../../domain/memory/finding.ts';
import { evidenceOf, placeOf, statusOf, triageOf, whatOf } from '../findings/words.ts';
import { oneLine } from '../one-line.ts';
import { changeSentence, day, outcomeSigns } from '../trend/words.ts';
import { drillWords, findingWords } from './words.ts';

export function digestText(digest: Digest): string {
  const { since, until, findings, notHeld, changes, quiet } = digest;
  const drills = drillWords(digest);
  if (quiet) return `Quiet since ${day(since)}: ${drills}; ${findingWords(digest)}.`;
  return [
    `From ${day(since)} to ${day(until)}: ${drills}.`,
    ...notHeld.map(runLine),
    `Findings: ${findingWords(digest)}.`,
    ...findings.opened.map((one) => `  opened   ${findingLine(one)}: ${lastSeen(one)}`),
    ...findings.closed.map((one) => `  closed   ${findingLine(one)}: ${statusOf(one).replace(/^closed:? /, '')}`),
    ...findings.overdue.map((one) => `  OVERDUE  ${findingLine(one)}: ${triageOf(one)}`),
    ...(changes.length === 0 ? [] : ['What has changed:', ...changes.map(changeLine)]),
  ].join('\n');
}

function runLine({ run, experiment, environment, started, outcome, because }: DigestRun): string {
  const { sign, word } = outcomeSigns[outcome];
  return `  ${sign} ${word.padEnd(12)} ${oneLine(experiment)} in ${oneLine(environment)}, run ${run} (${day(started)}): ${oneLine(because)}`;
}

const findingLine = (finding: Finding): string => `${finding.id} ${placeOf(finding)}: ${whatOf(finding)}`;

function lastSeen(finding: Finding): string {
  const last = finding.evidence.at(-1);
  return last === undefined ? statusOf(finding) : evidenceOf(last);
}

const changeLine = ({ experiment, environment, measure, change }: DigestChange): string =>
  `  ${change.sense === 'worse' ? '▲' : '▽'} ${oneLine(experiment)} in ${oneLine(environment)}: ${changeSentence(measure, change)}`;
