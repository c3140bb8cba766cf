/** Comings and goings of a fault: each moves the window of the expectations that look at it. */
import type { Observation } from '../plan.ts';
import { ms, type Ms } from '../units.ts';
import { anchor } from './eventually.ts';
import { limitFor } from './limit.ts';
import { enter, firstPresent, leave, type Presence } from './presence.ts';
import type { Analysis, Injection } from './state.ts';
import { conditionOf } from './tracks.ts';

function presences(analysis: Analysis, { fault }: Injection): readonly Presence[] {
  const own = analysis.ofFault.get(fault);
  return own === undefined ? [analysis.anyFault] : [analysis.anyFault, own];
}

export function healsByItself(analysis: Analysis, fault: string): boolean {
  return analysis.started?.faults.some(({ name, healsByItself }) => name === fault && healsByItself) === true;
}

export function appear(analysis: Analysis, injection: Injection, at: Ms): void {
  injection.injected = true;
  injection.presentAt ??= at;
  injection.seenAt = at;
  if (analysis.stopped !== undefined) return;
  for (const presence of presences(analysis, injection)) enter(presence, injection.n, at);
  for (const track of analysis.tracks) {
    const first = firstPresent(track.presence);
    if (track.kind !== 'eventually' || track.expectation.from !== 'inject' || first === undefined) continue;
    anchor(track, first, analysis.slis.get(track.expectation.condition.sli), limitFor(analysis, conditionOf(track)));
  }
}

/** `seen`: it is known to be gone, and not only no longer counted as in place. */
export function disappear(analysis: Analysis, injection: Injection, at: Ms, seen: boolean): void {
  if (seen && injection.presentAt !== undefined) injection.goneAt ??= at;
  for (const presence of presences(analysis, injection)) leave(presence, injection.n, at);
}

/** What is seen absent, or cannot be seen for longer than one look, is not in place from then on; where it comes back before its restore, the window goes on. */
export function observe(analysis: Analysis, injection: Injection, { presence, hits }: Observation, at: Ms): void {
  if (hits !== undefined) injection.hits = hits;
  if (injection.presentAt === undefined) return;
  if (presence === 'absent') return healsByItself(analysis, injection.fault) ? heal(injection, at) : disappear(analysis, injection, at, true);
  if (!mayReturn(analysis, injection)) return;
  if (presence === 'present') comeBack(analysis, injection, at);
  else if (!mayBeUnseen(analysis, injection.fault, presence)) loseSight(analysis, injection, at);
}

/** What heals is not looked for after it came, and what nobody can see at work cannot be lost from sight. */
function mayBeUnseen({ started }: Analysis, fault: string, presence: 'partly' | 'unknown'): boolean {
  const facts = started?.faults.find(({ name }) => name === fault);
  return facts === undefined || facts.healsByItself || (presence === 'unknown' && facts.effect === 'unprovable');
}

/** One look may fail. From the second on, what is measured is no evidence: perhaps nothing was there. */
function loseSight(analysis: Analysis, injection: Injection, at: Ms): void {
  injection.unsure = (injection.unsure ?? 0) + 1;
  if (injection.unsure < 2) return;
  injection.outOfSight = ms(Math.max(injection.outOfSight ?? 0, at - (injection.seenAt ?? at)));
  disappear(analysis, injection, at, false);
}

/** What healed is over, but the time it was given to be looked at is not: that ends where its restore begins. */
function heal(injection: Injection, at: Ms): void {
  injection.healedAt ??= at;
  injection.goneAt ??= at;
}

function mayReturn(analysis: Analysis, { restoringAt, healedAt, vanished, failed, end }: Injection): boolean {
  return [analysis.stopped, restoringAt, healedAt, vanished, failed, end].every((over) => over === undefined);
}

function comeBack(analysis: Analysis, injection: Injection, at: Ms): void {
  delete injection.goneAt;
  delete injection.unsure;
  injection.seenAt = at;
  for (const presence of presences(analysis, injection)) enter(presence, injection.n, at);
}

/** A fault whose restore has begun is no longer in place. */
export function restoring(analysis: Analysis, injection: Injection, at: Ms): void {
  injection.restoringAt ??= at;
  disappear(analysis, injection, at, false);
}
