import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { watch } from '../control/client.ts';
import type { Event } from '../domain/events.ts';
import { ms } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { socketOf } from '../platform/places.ts';
import type { Asked, Halts } from '../ports/halts.ts';
import { readEvents, runsFolder } from '../record/folder.ts';
import type { Toolbox } from '../toolbox.ts';
import { answered } from './abort-run.ts';
import { isAlive } from './dead-runs.ts';

/** A restore has a budget of its own, a guardian tries twice. */
const ending = ms(600_000);
const looking = ms(500);
/** From when a run tells that it has restored until its record says so too. */
const writing = ms(100);

/** Halts any run of this user on this machine by its socket; records are looked for under `base`, and where the shared state says. */
export function haltsHere(base: string, toolbox: Toolbox): Halts {
  return {
    async halt(run, by, why) {
      const given = new AbortController();
      // Watched from before the halt, so that nothing of it is missed.
      const restored = hasRestored(run, given.signal);
      for (const whose of ['runner', 'guardian'] as const)
        if (await answered(socketOf(run, whose), by, why)) return { kind: 'halting', restored: () => recordOnceRestored(run, base, toolbox, restored) };
      given.abort();
      return notAsked(run, base, toolbox);
    },
  };
}

async function notAsked(run: string, base: string, toolbox: Toolbox): Promise<Asked> {
  const record = await recordOf(run, base, toolbox);
  if (record.some(({ kind }) => kind === 'run.finished')) return { kind: 'over', record };
  return record.length === 0 && !(await isAlive(run, toolbox)) ? { kind: 'unknown' } : { kind: 'deaf' };
}

/** Whether it said so itself; where it goes before, its guardian restores. */
async function hasRestored(run: string, given: AbortSignal): Promise<boolean> {
  using deadline = systemClock.deadline(ending, given);
  try {
    for await (const { kind } of watch(socketOf(run, 'runner'), deadline.signal)) if (kind === 'run.restored' || kind === 'run.finished') return true;
  } catch {
    // Nobody to watch, or it went away: then its record says how it ended.
  }
  return false;
}

async function recordOnceRestored(run: string, base: string, toolbox: Toolbox, restored: Promise<boolean>): Promise<readonly Event[]> {
  if (!(await restored)) await untilGone(run, toolbox);
  for (let tries = 0; ; tries += 1) {
    const record = await recordOf(run, base, toolbox);
    if (record.some(({ kind }) => kind === 'run.restored' || kind === 'run.finished') || tries >= 20) return record;
    await systemClock.sleep(writing);
  }
}

async function untilGone(run: string, toolbox: Toolbox): Promise<void> {
  using deadline = systemClock.deadline(ending);
  while (!deadline.signal.aborted && (await isAlive(run, toolbox))) await systemClock.sleep(looking, deadline.signal);
}

async function recordOf(run: string, base: string, { state }: Toolbox): Promise<readonly Event[]> {
  const here = join(runsFolder(base), run);
  const folder = existsSync(here) ? here : state.find(run)?.folder;
  return folder === undefined ? [] : readEvents(folder).catch(() => []);
}
