import { iso } from '../domain/instants.ts';
import type { SlotId } from '../domain/memory/step.ts';
import { obstacle } from '../domain/program/obstacles.ts';
import { openedIn } from '../domain/program/opened.ts';
import { proceed } from '../domain/program/proceed.ts';
import type { Program, Schedule } from '../domain/program/program.ts';
import { exitCodes, worstCode } from '../domain/verdict.ts';
import { ms } from '../domain/units.ts';
import { act } from './act.ts';
import { ask, StoreTrouble, type Desk } from './desk.ts';
import { byOf } from './identity.ts';
import { circumstancesOf } from './scheduler.ts';

/** How often it looks whether another slot has come to its end. */
const looking = ms(1000);

export type NowEnd =
  /** With the codes of its runs, the worst as of several files. */
  | { readonly kind: 'ran'; readonly code: number }
  /** Nothing was started. */
  | { readonly kind: 'refused'; readonly why: string; readonly byCalendar: boolean };

/**
 * Runs one job once, because a person asked for it: by the road of every slot, with a claim and steps in the store, but without regard to hours.
 * What a calendar has taken is no time for a person either; a block never is. A refusal is shown, not tried again.
 * A store that cannot be asked ends it: no claim, no run.
 */
export async function runNow(
  job: Program,
  schedule: Schedule,
  desk: Desk,
  options: { readonly despiteCalendars: boolean; readonly operator: AbortSignal },
): Promise<NowEnd> {
  const codes: number[] = [];
  const now = desk.wall.now();
  try {
    const taken = options.despiteCalendars ? undefined : obstacle({ ...job, windows: [] }, now, await desk.calendars(schedule));
    if (taken !== undefined) return { kind: 'refused', why: taken, byCalendar: true };
    const slot: SlotId = { schedule: schedule.name, job: job.job, slot: `now ${iso(now)}` };
    const ours = await ask(desk, (store) => store.claim(slot, now, byOf(desk.self)));
    if (!ours) return { kind: 'refused', why: 'somebody asked for it in the same instant', byCalendar: false };
    const refusal = await toItsEnd(job, schedule, slot, { desk, codes, operator: options.operator });
    if (refusal !== undefined) return { kind: 'refused', why: refusal, byCalendar: false };
  } catch (error) {
    if (!(error instanceof StoreTrouble)) throw error;
    if (codes.length === 0) return { kind: 'refused', why: error.message, byCalendar: false };
    codes.push(exitCodes['tool error']);
  }
  return { kind: 'ran', code: codes.length === 0 ? exitCodes.aborted : worstCode(codes) };
}

/** Step by step, as `next` says of any slot that is claimed; gives the reason where the slot is skipped. */
async function toItsEnd(
  asked: Program,
  schedule: Schedule,
  slot: SlotId,
  { desk, codes, operator }: { readonly desk: Desk; readonly codes: number[]; readonly operator: AbortSignal },
): Promise<string | undefined> {
  const { retryRefused: _retry, ...job } = asked;
  while (!operator.aborted) {
    const circumstances = await circumstancesOf(schedule, desk);
    const ours = openedIn(circumstances.history).find((opened) => opened.slot.job === slot.job && opened.slot.slot === slot.slot);
    const next = ours === undefined ? undefined : proceed(job, ours, circumstances);
    if (next === undefined || next.kind === 'stop') throw new Error(`the store has lost track of ${slot.job}, ${slot.slot}`);
    if (next.kind === 'wait') {
      await desk.clock.sleep(looking, operator);
      continue;
    }
    const end = await act(next, circumstances.history, desk, operator);
    if (end !== undefined) codes.push(end.exitCode);
    if (next.kind === 'skip') return next.reason;
    if (next.kind === 'finish') return codes.length === 0 ? next.reason : undefined;
    if (end?.noMore !== undefined) return undefined;
  }
  return undefined;
}
