/** Whether a kill shows, and whether all is as it was; decided from what a survey gave. */
import type { Observation } from '../../../domain/plan.ts';
import { missingFrom, type Missing } from '../pods/back.ts';
import type { Seen } from './survey.ts';

/** A pod that is gone is not our doing: its container was never seen to end. */
export const hitOf = ({ victims }: Seen): number => victims.filter(({ fate }) => fate === 'ended' || fate === 'back').length;

/** What is still missing; empty where every container that ended runs again and is ready, and as much is available as before. */
export function missing(seen: Seen): readonly Missing[] {
  const ended = seen.victims.filter(({ fate }) => fate === 'ended');
  return [...ended.map(({ name, container }) => ({ target: `pod/${name}`, why: `container ${container} ended and is not ready again` })), ...missingFrom(seen)];
}

export function present(seen: Seen): Observation['presence'] {
  const hit = hitOf(seen);
  if (hit === 0) return 'absent';
  if (hit < seen.victims.length) return 'partly';
  return missing(seen).length === 0 ? 'absent' : 'present';
}
