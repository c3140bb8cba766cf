import type { Time } from '../platform/timer.ts';
import type { Chance } from './chance.ts';

/** What every proxy of this program shares. */
export interface World {
  readonly time: Time;
  readonly chance: Chance;
  readonly log: (line: string) => void;
}
