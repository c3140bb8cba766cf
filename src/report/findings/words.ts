/** The words for a finding: one wording for terminal, export and digest. */
import type { Evidence, Finding, Flag } from '../../domain/memory/finding.ts';
import { editWords } from '../../domain/memory/trend.ts';
import { oneLine } from '../one-line.ts';
import { day } from '../trend/words.ts';

/** `slow-payments in staging`; of one that a person added, the experiment it is about or who found it. */
export function placeOf({ about }: Finding): string {
  if (about.kind !== 'told') return oneLine(`${about.experiment} in ${about.environment}`);
  return oneLine(about.experiment ?? `found by ${about.by}`);
}

/** What is expected and was broken, or what a person found. */
export function whatOf({ about }: Finding): string {
  switch (about.kind) {
    case 'expectation':
    case 'restore':
      return oneLine(about.written);
    case 'abort':
      return oneLine(`aborts on ${about.written}`);
    case 'told':
      return oneLine(about.text);
  }
}

/** `open since 2026-10-03`, `closed: run 7k2m4p held it (2026-10-10)`, `closed by ada (2026-10-10), verified by no run: the route is gone`. */
export function statusOf({ status, proof }: Finding): string {
  switch (status.kind) {
    case 'open':
      return `open since ${day(status.since)}`;
    case 'verified':
      return `closed: run ${status.run} held it (${day(status.wall)}): ${oneLine(status.seen)}`;
    case 'closed': {
      const verified = proof === undefined ? ', verified by no run' : `, and run ${proof.run} held it since (${day(proof.wall)})`;
      return `closed by ${oneLine(status.by)} (${day(status.wall)})${verified}: ${oneLine(status.reason)}`;
    }
  }
}

/** `97 % in run 7k2m4p (2026-10-03); expected availability at least 99 % during the fault`. */
export const evidenceOf = ({ run, wall, seen, against }: Evidence): string => `${oneLine(seen)} in run ${run} (${day(wall)}); expected ${oneLine(against)}`;

export function flagWords({ flags, triage, evidence }: Finding): readonly string[] {
  const words: Record<Flag, string> = {
    overdue: `OVERDUE since ${triage.deadline ?? ''}`,
    untriaged: 'untriaged',
    recurring: `recurring: broken in ${evidence.length} runs`,
    reopened: 'opened again',
  };
  return flags.map((flag) => words[flag]);
}

/** That the file says it otherwise, and what that means for the finding; nothing where it does not, or the finding is closed. */
export function changedOf({ about, changed, status }: Finding): readonly string[] {
  if (changed === undefined || about.kind === 'told' || status.kind !== 'open') return [];
  const noun = about.kind === 'abort' ? 'abort condition' : 'expectation';
  const until = `this finding stays open until a run of it as it was holds, or a person closes it with a reason`;
  if (changed.to === undefined) return [`the ${noun} is gone from the file since run ${changed.run} (${day(changed.wall)}); ${until}`];
  return [oneLine(`the ${noun} was changed since: ${editWords({ id: about.place, written: about.written }, { written: changed.to })}; ${until}`)];
}

/** `owner ada · due 2026-12-01 · a breaker · timeouts`; empty where nobody has said anything. */
export function triageOf({ triage: { owner, deliverable, deadline, category } }: Finding): string {
  const parts = [
    owner === undefined ? undefined : `owner ${owner}`,
    deadline === undefined ? undefined : `due ${deadline}`,
    deliverable,
    category === undefined ? undefined : `category ${category}`,
  ];
  return oneLine(parts.filter((one) => one !== undefined).join(' · '));
}
