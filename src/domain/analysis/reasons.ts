/** The sentences that say why an outcome and no other. */
import type { HaltReason } from '../events.ts';
import { show, showMs } from '../units.ts';
import type { FaultResult, Judged } from '../verdict.ts';
import { several, showAbort } from '../wording.ts';
import type { Analysis } from './state.ts';

/** `availability fell to 71.2 % (abort below 80 % for 2 s)`; for every other reason what happened. */
export function haltSentence(analysis: Analysis, reason: HaltReason): string {
  switch (reason.kind) {
    case 'abort':
      return breachSentence(analysis, reason);
    case 'blind':
      return `${reason.sli} was blind for too long: ${reason.why}`;
    case 'limit':
      return `the run reached its hard limit of ${showMs(reason.limit)} (limits.duration)`;
    case 'signal':
      return `stopped by ${reason.signal}`;
    case 'operator':
      return `stopped by ${reason.by}: ${reason.why}`;
    case 'guardian':
    case 'failure':
      return reason.why;
    case 'record':
      return `the record could not be written: ${reason.why}`;
  }
}

function breachSentence(analysis: Analysis, reason: HaltReason & { readonly kind: 'abort' }): string {
  const abort = analysis.started?.abort.find(({ id }) => id === reason.id);
  if (abort === undefined) return `${reason.sli} is ${reason.shown} (abort ${reason.condition})`;
  const dimension = analysis.slis.get(reason.sli)?.facts.unit.dimension ?? 'number';
  const words = showAbort(abort, dimension, analysis.baseline[reason.sli]);
  return `${reason.sli} ${moved(abort.condition.comparator)} ${show(reason.value, dimension)} (abort ${words})`;
}

function moved(comparator: string): string {
  if (comparator === 'below' || comparator === 'at-most') return 'fell to';
  return comparator === 'equals' ? 'is' : 'rose to';
}

/** `during.p99: 412 ms, must be at most 300 ms`, and how many more there are. */
export function brokenSentence(broken: readonly Judged[], limitWords: (judged: Judged) => string): string {
  const [first] = broken;
  if (first === undefined) return 'no expectation is broken';
  const number = first.shown ?? 'no value';
  return `${first.id}: ${number}, must be ${limitWords(first).replace(/^equals /, '')}${more(broken.length - 1, 'broken')}`;
}

/** `slow is not restored on payments (the server does not answer)`, and how many more there are. */
export function leftSentence(left: readonly FaultResult[]): string {
  const [first] = left;
  const [leftover] = first?.left ?? [];
  if (first === undefined) return 'nothing is left';
  const where = leftover === undefined ? '' : ` on ${leftover.target} (${leftover.why.replace(/\.$/, '')})`;
  return `${first.fault} is not restored${where}${more(left.length - 1, 'not restored')}`;
}

/** Why a run that broke nothing did not hold either: the first of several. */
export function doubtSentence(doubts: readonly string[]): string {
  return `${doubts[0] ?? 'nothing was judged'}${doubts.length > 1 ? ` (and ${several(doubts.length - 1, 'more reason')})` : ''}`;
}

const more = (count: number, what: string): string => (count > 0 ? ` (and ${count} more ${what})` : '');
