import type { Event } from '../events.ts';
import type { Verdict } from '../verdict.ts';
import { conclude } from './conclude.ts';
import { fold } from './fold.ts';
import { begin } from './state.ts';

/** The verdict on a whole record: the same fold that the engine makes as the events come. */
export function concluded(events: readonly Event[]): Verdict {
  return conclude(events.reduce(fold, begin()));
}
