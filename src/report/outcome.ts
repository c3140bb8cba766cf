/** How a run ended in a sign and a word: never a colour alone. */
import type { Outcome } from '../domain/verdict.ts';
import type { RunView } from './view.ts';

const signs = {
  held: '✔',
  refuted: '✖',
  aborted: '■',
  refused: '⊘',
  'not restored': '‼',
  inconclusive: '?',
  'tool error': '‼',
  invalid: '⊘',
} as const satisfies Record<Outcome, string>;

const words = {
  held: 'Held',
  refuted: 'Refuted',
  aborted: 'Aborted and restored',
  refused: 'Not injected',
  'not restored': 'NOT RESTORED',
  inconclusive: 'Inconclusive',
  'tool error': 'Tool error',
  invalid: 'Invalid',
} as const satisfies Record<Outcome, string>;

/** `✔ Held`, `■ Aborted and restored`; a rehearsal says what it was. */
export function outcomeTitle({ verdict: { outcome, faults }, started: { rehearsal } }: RunView): string {
  if (rehearsal) return `⊘ Rehearsal, nothing injected${outcome === 'inconclusive' ? '' : ` (${outcome})`}`;
  if (outcome === 'aborted') return `${signs.aborted} ${abortedWords(faults)}`;
  return `${signs[outcome]} ${words[outcome]}`;
}

/** A run that is halted early has nothing to restore; what was let go was never seen gone. */
function abortedWords(faults: RunView['verdict']['faults']): string {
  if (faults.some(({ status }) => status === 'forgotten')) return 'Aborted, not everything seen gone';
  return faults.some(({ status }) => status === 'restored') ? words.aborted : 'Aborted, nothing in place';
}
