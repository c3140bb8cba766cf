/** Whether a kill shows, and whether all is as it was; decided from what a survey gave. */
import type { Observation } from '../../../domain/plan.ts';
import { missingFrom, type Missing } from '../pods/back.ts';
import type { Seen } from './survey.ts';

export const hitOf = ({ victims }: Seen): number => victims.filter(({ state }) => state !== 'alive').length;
export const goneOf = ({ victims }: Seen): number => victims.filter(({ state }) => state === 'gone').length;

/** What is still missing; empty where all who were hit are gone and as much is available, and answers, as before. */
export function missing(seen: Seen): readonly Missing[] {
  const ending = seen.victims.filter(({ state }) => state === 'ending');
  const why = 'it is still terminating: its grace, a finalizer or a node that does not answer holds it';
  return [...ending.map(({ name }) => ({ target: `pod/${name}`, why })), ...missingFrom(seen)];
}

/** A kill is there from the first sign of it until everything it took is back. `spared` are those that were not killed. */
export function present(seen: Seen, spared: number): Observation['presence'] {
  const hit = hitOf(seen) - spared;
  if (hit <= 0) return 'absent';
  if (hit < seen.victims.length) return 'partly';
  return missing(seen).length === 0 ? 'absent' : 'present';
}
