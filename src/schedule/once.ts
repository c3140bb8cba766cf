/** One slot of one job, for timers that are not ours: CronJobs, workflows, systemd. */
import { instant } from '../domain/instants.ts';
import type { SlotId, SlotStep } from '../domain/memory/step.ts';
import type { Circumstances } from '../domain/program/circumstances.ts';
import { next } from '../domain/program/decide.ts';
import { dueAfter, reach, started, type Due } from '../domain/program/due.ts';
import { usualGrace } from '../domain/program/grace.ts';
import { isOver, openedIn } from '../domain/program/opened.ts';
import type { Program, Schedule } from '../domain/program/program.ts';
import { ms, type Ms } from '../domain/units.ts';
import { exitCodes, worstCode } from '../domain/verdict.ts';
import { act } from './act.ts';
import type { Desk } from './desk.ts';
import { stopped } from './perform.ts';
import { circumstancesOf, sayAlive } from './scheduler.ts';

/** A timer's clock may be a little ahead: what is due within this is waited for. */
const early = ms(120_000);
/** It looks at the calendar so often, as the service does. */
const piece = ms(1000);

export type OnceEnd =
  /** With the codes of its runs, the worst as of several files. */
  | { readonly kind: 'ran'; readonly code: number }
  /** Its slot passed without a run, for a reason that was said. */
  | { readonly kind: 'skipped' }
  /** The timer came at an hour that is none of the job's, or another scheduler has the slot. */
  | { readonly kind: 'nothing due'; readonly why: string };

export interface OnceOptions {
  /** How long after its start a slot may still begin: timers of others are late. */
  readonly late: Ms;
  readonly operator: AbortSignal;
}

/**
 * Runs the slot that is due now exactly as the service would: same claim, jitter, draw, windows, calendars and retries; then it is over.
 * Killed at any moment it leaves a history from which nothing is begun again.
 * @throws StoreTrouble where the store cannot be asked: no claim, no run.
 */
export async function runOnce(job: Program, schedule: Schedule, desk: Desk, { late, operator }: OnceOptions): Promise<OnceEnd> {
  const codes = new Map<number, number>();
  let ours: SlotId | undefined;
  let told: string | undefined;
  while (!operator.aborted) {
    const asked = await circumstancesOf(schedule, desk);
    const circumstances = { ...asked, grace: graceOf(job, late, asked) };
    const { history, now, by } = circumstances;
    if (ours !== undefined && isPast(ours, by, history)) return codes.size === 0 ? { kind: 'skipped' } : { kind: 'ran', code: worstCode([...codes.values()]) };
    const answer = next(job, circumstances);
    if (answer.kind === 'stop') return { kind: 'nothing due', why: answer.why };
    if (answer.kind === 'wait') {
      if (ours === undefined && answer.until > now + early) return { kind: 'nothing due', why: answer.why };
      // It may take hours, and somebody may be looking at it.
      if (told !== answer.why) desk.say(`Waiting: ${answer.why}.`);
      told = answer.why;
      await sayAlive(history, by, desk);
      await desk.clock.sleep(ms(Math.min(piece, Math.max(1, answer.until - now))), operator);
      continue;
    }
    // One that was missed is only told: what is due comes after it.
    if (answer.kind === 'claim' && !isLate(job, answer.slot, circumstances)) ours = answer.slot;
    const end = await act(answer, history, desk, operator);
    // Of a refused run that was tried again the last try counts.
    if (end !== undefined && answer.kind === 'run') codes.set(answer.run.nth, end.exitCode);
  }
  if (ours !== undefined && codes.size === 0) await stopped(desk, ours, operator);
  return { kind: 'ran', code: codes.size === 0 ? exitCodes.aborted : worstCode([...codes.values()]) };
}

/** A timer may be late, but not into the next slot: what it missed is not made up in the place of what is due. */
function graceOf(job: Program, late: Ms, circumstances: Circumstances): Ms {
  const { now } = circumstances;
  let last: Due | undefined;
  let due = dueAfter(job, now - reach(job.when, late), circumstances);
  for (; due !== undefined && due.due <= now; due = dueAfter(job, due.due, circumstances)) last = due;
  return last === undefined ? late : ms(Math.max(usualGrace, Math.min(late, now - last.start)));
}

function isLate(job: Program, { slot }: SlotId, circumstances: Circumstances & { readonly grace: Ms }): boolean {
  return started(job, instant(slot), circumstances).start + circumstances.grace < circumstances.now;
}

/** Over, or somebody else's, who claimed it first. */
function isPast({ job, slot }: SlotId, by: string, history: readonly SlotStep[]): boolean {
  const opened = openedIn(history).find((one) => one.slot.job === job && one.slot.slot === slot);
  return opened !== undefined && (isOver(opened) || opened.steps[0]?.by !== by);
}
