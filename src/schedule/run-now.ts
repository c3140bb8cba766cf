import { iso } from '../domain/instants.ts';
import type { SlotId } from '../domain/memory/step.ts';
import { obstacle } from '../domain/program/obstacles.ts';
import { openedIn } from '../domain/program/opened.ts';
import { proceed } from '../domain/program/proceed.ts';
import type { Program, Schedule } from '../domain/program/program.ts';
import { exitCodes, worstCode } from '../domain/verdict.ts';
import { ms } from '../domain/units.ts';
import { act } from './act.ts';
import { ask, type Desk } from './desk.ts';
import { byOf } from './identity.ts';
import { circumstancesOf } from './scheduler.ts';

/** How often it looks whether another slot has come to its end. */
const looking = ms(1000);

export type NowEnd =
  /** With the codes of its runs, the worst as of several files. */
  | { readonly kind: 'ran'; readonly code: number }
  /** Nothing was started. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Runs one job once, because a person asked for it: by the road of every slot, with a claim and steps in the store, but without regard to hours.
 * What a calendar has taken is no time for a person either; a block never is. A refusal is shown, not tried again.
 * @throws StoreTrouble where the store cannot be asked: no claim, no run.
 */
export async function runNow(
  job: Program,
  schedule: Schedule,
  desk: Desk,
  options: { readonly despiteCalendars: boolean; readonly operator: AbortSignal },
): Promise<NowEnd> {
  const { operator } = options;
  const now = desk.wall.now();
  const taken = options.despiteCalendars ? undefined : obstacle({ ...job, windows: [] }, now, await desk.calendars(schedule));
  if (taken !== undefined) return { kind: 'refused', why: taken };
  const slot: SlotId = { schedule: schedule.name, job: job.job, slot: `now ${iso(now)}` };
  if (!(await ask(desk, (store) => store.claim(slot, now, byOf(desk.self))))) return { kind: 'refused', why: 'somebody has asked for it in the same instant' };
  const { retryRefused: _, ...once } = job;
  const codes: number[] = [];
  while (!operator.aborted) {
    desk.health.turned();
    const circumstances = await circumstancesOf(schedule, desk);
    const ours = openedIn(circumstances.history).find((opened) => opened.slot.job === slot.job && opened.slot.slot === slot.slot);
    const next = ours === undefined ? undefined : proceed(once, ours, circumstances);
    if (next === undefined || next.kind === 'stop') throw new Error(`the store has lost the slot ${slot.slot} of ${slot.job}`);
    if (next.kind === 'wait') {
      await desk.clock.sleep(looking, operator);
      continue;
    }
    const end = await act(next, circumstances.history, desk, operator);
    if (next.kind === 'skip') return { kind: 'refused', why: next.reason };
    if (end !== undefined) codes.push(end.exitCode);
    if (next.kind === 'finish' || end?.noMore !== undefined) break;
  }
  return { kind: 'ran', code: codes.length === 0 ? exitCodes.aborted : worstCode(codes) };
}
