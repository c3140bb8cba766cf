/** One slot of one job, for timers that are not ours: CronJobs, workflows, systemd. */
import type { SlotId, SlotStep } from '../domain/memory/step.ts';
import { next } from '../domain/program/decide.ts';
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
  const codes: number[] = [];
  let ours: SlotId | undefined;
  while (!operator.aborted) {
    const circumstances = { ...(await circumstancesOf(schedule, desk)), grace: late };
    const { history, now, by } = circumstances;
    if (ours !== undefined && isPast(ours, by, history)) return codes.length === 0 ? { kind: 'skipped' } : { kind: 'ran', code: worstCode(codes) };
    const answer = next(job, circumstances);
    if (answer.kind === 'stop') return { kind: 'nothing due', why: answer.why };
    if (answer.kind === 'wait') {
      if (ours === undefined && answer.until > now + early) return { kind: 'nothing due', why: answer.why };
      await sayAlive(history, by, desk);
      await desk.clock.sleep(ms(Math.min(piece, Math.max(1, answer.until - now))), operator);
      continue;
    }
    if (answer.kind === 'claim') ours = answer.slot;
    const end = await act(answer, history, desk, operator);
    if (end !== undefined) codes.push(end.exitCode);
  }
  if (ours !== undefined && codes.length === 0) await stopped(desk, ours, operator);
  return { kind: 'ran', code: codes.length === 0 ? exitCodes.aborted : worstCode(codes) };
}

/** Over, or somebody else's, who claimed it first. */
function isPast({ job, slot }: SlotId, by: string, history: readonly SlotStep[]): boolean {
  const opened = openedIn(history).find((one) => one.slot.job === job && one.slot.slot === slot);
  return opened !== undefined && (isOver(opened) || opened.steps[0]?.by !== by);
}
