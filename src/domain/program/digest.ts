/** The digest of a schedule: once a slot, and late rather than beside a run. */
import { instant, iso } from '../instants.ts';
import { ms, showMs } from '../units.ts';
import type { Circumstances } from './circumstances.ts';
import { dueAfter, pattern, type Due } from './due.ts';
import { showLocal } from './local.ts';
import type { Next } from './next.ts';
import type { Opened } from './opened.ts';
import type { Timed } from './program.ts';

/** What its slots are called by: no job beside it may be called so. */
export const digestJob = 'digest';

/** How late it may come: a run may be under way when it is due. */
export const digestGrace = ms(3_600_000);

/** How a slot of it goes on that is ours. Neither windows, calendars nor a block bind it: it touches nothing. */
export function proceedDigest(digest: Timed, { slot, steps }: Opened, circumstances: Circumstances): Next {
  const { now } = circumstances;
  const due = instant(slot.slot);
  // Written down before anybody is told, and over as soon as they are: whatever failed since, nobody is told twice.
  if (steps.some(({ kind }) => kind === 'announced'))
    return { kind: 'finish', slot, how: 'interrupted', reason: 'who was told is not known, since the store failed meanwhile' };
  if (now <= due + digestGrace) return { kind: 'digest', slot, since: iso(dueBefore(digest, due, circumstances)) };
  return { kind: 'skip', slot, reason: `missed: it was due at ${showLocal(due, digest.timeZone)}, ${showMs(ms(now - due))} ago` };
}

export interface ForeseenDigest extends Due {
  /** Ms since the epoch: what was from then on is told. */
  readonly since: number;
}

/** The next digests at or after `now`, soonest first. */
export function foreseeDigests(digest: Timed, count: number, circumstances: Pick<Circumstances, 'now' | 'seed' | 'occurrences'>): readonly ForeseenDigest[] {
  const found: ForeseenDigest[] = [];
  let due = dueAfter(digest, circumstances.now - 1, circumstances);
  for (; due !== undefined && found.length < count; due = dueAfter(digest, due.due, circumstances))
    found.push({ ...due, since: dueBefore(digest, due.due, circumstances) });
  return found;
}

const hour = 3_600_000;
const day = 24 * hour;
/** Patterns are asked forwards alone, so it looks from further and further back. */
const reaches = [hour, day, 8 * day, 32 * day, 366 * day] as const;

/** When the digest before this one was due, whether it was posted or not; a year before where there is none. */
function dueBefore({ when, timeZone }: Timed, due: number, { occurrences }: Pick<Circumstances, 'occurrences'>): number {
  const after = (at: number): number => occurrences.after(pattern(when), timeZone, at) ?? Infinity;
  for (const back of reaches) {
    let last: number | undefined;
    for (let at = after(due - back); at < due; at = after(at)) last = at;
    if (last !== undefined) return last;
  }
  return due - 366 * day;
}
