/** The moments of a run that a chart marks, and the stretches in which a fault was in place. */
import { showMs, type Ms } from '../../domain/units.ts';
import type { RunView } from '../view.ts';

export interface Mark {
  readonly at: Ms;
  /** `breached at 42.1 s`. */
  readonly text: string;
}

/** Breached → halted → restored → recovered, as far as they happened, in the order of their time. */
export function marksOf({ verdict: { halt, recovery }, restoredAt, breaches, faults }: RunView): readonly Mark[] {
  const breachedAt = halt?.breachedAt ?? breaches[0]?.since;
  const out = faults.some(({ result }) => result.status === 'left') ? undefined : (halt?.restoredAt ?? restoredAt);
  const injected = faults.some(({ result }) => result.presentAt !== undefined);
  const marks = [
    { at: breachedAt, word: halt !== undefined && halt.reason.kind !== 'abort' && halt.reason.kind !== 'blind' ? 'asked to halt' : 'breached' },
    { at: halt?.decidedAt, word: 'halted' },
    { at: injected ? out : undefined, word: 'restored' },
    { at: out === undefined || recovery === undefined || !('took' in recovery) ? undefined : ((out + recovery.took) as Ms), word: 'recovered' },
  ];
  const happened = marks.flatMap(({ at, word }) => (at === undefined ? [] : [{ at, text: `${word} ${showMs(at)}` }]));
  return happened.sort((one, other) => one.at - other.at);
}

export interface Stay {
  readonly name: string;
  readonly from: number;
  /** Open where it was never seen to be gone. */
  readonly until?: number;
}

/** When each fault was in place; rounds of one fault are several. */
export function staysOf({ faults }: RunView): readonly Stay[] {
  return faults.flatMap(({ result: { fault, presentAt, goneAt } }) => {
    if (presentAt === undefined) return [];
    return [{ name: fault, from: presentAt, ...(goneAt === undefined ? {} : { until: goneAt }) }];
  });
}
