/** Which run would show that a finding is no more, and whether one has. */
import type { Finding } from '../../domain/memory/finding.ts';
import { oneLine } from '../one-line.ts';
import { day } from '../trend/words.ts';
import { changedOf, placeOf, whatOf } from './words.ts';

export function verifyText(finding: Finding): string {
  const { id, about, proof, evidence } = finding;
  if (about.kind === 'told')
    return `${id} was found by ${oneLine(about.by)}: no run can verify it. A person closes it: firedrill findings close ${id} --reason "…"`;
  const what = `${placeOf(finding)}: ${whatOf(finding)}`;
  if (proof !== undefined)
    return `${id} is verified: run ${proof.run} (${day(proof.wall)}) of ${oneLine(proof.file)} held it: ${oneLine(proof.seen)}.\n  ${what}`;
  const last = evidence.at(-1);
  return [
    `${id} is not verified: no run has held it since run ${last?.run ?? ''} (${day(last?.wall ?? '')}).`,
    `  ${what}`,
    `  A run of ${oneLine(about.file)} in ${oneLine(about.environment)} does, that ends held or refuted and ${needs[about.kind]}:`,
    `  firedrill run ${oneLine(about.file)}`,
    ...changedOf(finding).map((words) => `  But ${words}.`),
  ].join('\n');
}

const needs = { expectation: 'in which this is met', abort: 'in which this does not breach', restore: 'that takes the fault out itself' } as const;
