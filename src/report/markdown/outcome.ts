import type { HaltReason } from '../../domain/events.ts';
import { showMs } from '../../domain/units.ts';
import type { Judged, Outcome, Verdict } from '../../domain/verdict.ts';
import type { RunView } from '../view.ts';
import { plain, sentence } from './text.ts';
import { unrestored } from '../verdict-text.ts';

/** A sign and a word, never a colour alone. */
const outcomeWords = {
  held: '✔ Held',
  refuted: '✖ Refuted',
  aborted: '■ Aborted',
  refused: '⊘ Refused',
  'not restored': '‼ NOT RESTORED',
  inconclusive: '? Inconclusive',
  'tool error': '‼ Tool error',
  invalid: '⊘ Invalid',
} as const satisfies Record<Outcome, string>;

export const statusWords = { met: '✔ met', broken: '✖ broken', undecided: '? undecided' } as const satisfies Record<Judged['status'], string>;

const meanings = {
  held: 'The hypothesis held over the whole window; everything was restored and seen to be.',
  refuted: 'An expectation is broken.',
  aborted: 'The run was halted before its end.',
  refused: 'Preflight, or the target when it came to it, said no; nothing was injected.',
  'not restored': 'Something is still broken: see below what, where, and the command that puts it right.',
  inconclusive: 'Nothing is broken, but there is not enough evidence to say that the hypothesis held.',
  'tool error': 'A bug in firedrill ended the run.',
  invalid: 'The file or the command line is wrong; nothing was touched.',
} as const satisfies Record<Outcome, string>;

export function outcomeSection({ verdict, started }: RunView): readonly string[] {
  const { outcome, because, exitCode } = verdict;
  const rehearsal = started.rehearsal ? ' This was a rehearsal: nothing was injected.' : '';
  return [
    `**${outcomeWords[outcome]}**: ${plain(because)}`,
    `${meanings[outcome]}${restoredWords(verdict)}${rehearsal} Exit code ${exitCode}.`,
    ...verdict.refusals.map(({ why, hint }) => `- Not injecting: ${sentence(why)} ${sentence(hint)}`),
  ];
}

/** What became of the faults, where the outcome itself does not say it. */
function restoredWords({ outcome, faults }: Verdict): string {
  if (faults.some(({ status }) => status === 'forgotten')) return ' What was let go was never seen gone.';
  if (faults.some(({ status }) => status === 'rehearsed')) return '';
  return outcome === 'refuted' || outcome === 'aborted' || outcome === 'tool error' ? ' Everything was restored.' : '';
}

const roads = {
  abort: 'an abort condition',
  blind: 'blindness',
  limit: 'the hard limit',
  signal: 'a signal',
  operator: 'an operator',
  guardian: 'the guardian',
  record: 'the record',
  failure: 'a failure of the run',
} as const satisfies Record<HaltReason['kind'], string>;

/** Breached, decided, restored, and how long each took. */
export function haltSection({ verdict: { halt, faults } }: RunView): readonly string[] {
  if (halt === undefined) return [];
  const { reason, breachedAt, decidedAt, restoredAt } = halt;
  const out = restoredAt === undefined ? unrestored(faults) : whenRestored(restoredAt, decidedAt);
  return [
    '## The halt',
    `By ${roads[reason.kind]}: breached at ${showMs(breachedAt)} → decided at ${showMs(decidedAt)} (${showMs(decidedAt - breachedAt)} later) → ${out}.`,
  ];
}

/** A halt in recovery finds everything out already. */
function whenRestored(restoredAt: number, decidedAt: number): string {
  return restoredAt < decidedAt ? `restored before, at ${showMs(restoredAt)}` : `restored at ${showMs(restoredAt)} (${showMs(restoredAt - decidedAt)} later)`;
}
