import { iso } from '../domain/instants.ts';
import type { SlotStep } from '../domain/memory/step.ts';
import type { Circumstances } from '../domain/program/circumstances.ts';
import { answersOf } from '../domain/program/decide.ts';
import { lookBack } from '../domain/program/grace.ts';
import type { Schedule } from '../domain/program/program.ts';
import { reason } from '../domain/reason.ts';
import { ms } from '../domain/units.ts';
import { act } from './act.ts';
import { ask, stepOf, StoreTrouble, type Desk } from './desk.ts';
import { aliveEvery, byOf, goneOf } from './identity.ts';
import { lostTrack, openSlots } from './open-slots.ts';
import { stopped } from './perform.ts';

/** It looks at the calendar so often: a clock that jumps, or a machine that slept, is noticed at once, and nothing is doubled or made up by it. */
const piece = ms(1000);
/** And so often at everything else: files, calendars, the block. */
const longest = ms(30_000);
/** What is wrong is looked at again after so long. */
const again = ms(5000);

type Turn =
  | { readonly kind: 'acted' }
  | { readonly kind: 'wait'; readonly until: number }
  /** The operator ended the run that was under way: with its code. */
  | { readonly kind: 'ended'; readonly code: number }
  | { readonly kind: 'over' };

/**
 * Keeps a schedule until the operator ends it, or nothing is ever due again; resolves with the exit code: that of the run it had to halt, else 0.
 * Killed at any moment it leaves a history from which the next one knows what was begun: that is never begun again.
 */
export async function keepSchedule(desk: Desk, operator: AbortSignal): Promise<number> {
  while (!operator.aborted) {
    desk.health.turned();
    const turn = await look(desk, operator);
    if (turn.kind === 'ended') return turn.code;
    if (turn.kind === 'over') return 0;
    if (turn.kind === 'wait') await rest(turn.until, desk, operator);
  }
  await letGo(desk, operator);
  return 0;
}

/** A slot that still waits for its hour, or for another attempt, waits no longer; without a store the next scheduler finds it interrupted. */
async function letGo(desk: Desk, operator: AbortSignal): Promise<void> {
  const schedule = await desk.schedule();
  if (typeof schedule === 'string') return;
  const since = iso(desk.wall.now() - lookBack);
  const history = await ask(desk, (store) => store.steps(schedule.name, since)).catch(() => []);
  for (const { slot } of openSlots(history, byOf(desk.self))) await stopped(desk, slot, operator);
}

async function look(desk: Desk, operator: AbortSignal): Promise<Turn> {
  const schedule = await desk.schedule();
  desk.health.trouble('schedule', typeof schedule === 'string' ? schedule.trimEnd() : undefined);
  desk.health.trouble('scheduler', undefined);
  if (typeof schedule === 'string') return later(desk);
  try {
    return await step(schedule, desk, operator);
  } catch (error) {
    // No claim, no run: what the store does not know has not been claimed.
    if (error instanceof StoreTrouble) return later(desk);
    throw error;
  }
}

async function step(schedule: Schedule, desk: Desk, operator: AbortSignal): Promise<Turn> {
  const circumstances = await circumstancesOf(schedule, desk);
  const { history, by, now } = circumstances;
  const lost = lostTrack(history, by);
  if (lost !== undefined) {
    const why = 'whether its run was started is not known, since the store failed meanwhile';
    await act({ kind: 'finish', slot: lost, how: 'interrupted', reason: why }, history, desk, operator);
    return { kind: 'acted' };
  }
  const answers = answersOf(schedule, circumstances);
  for (const answer of answers) {
    if (answer.kind === 'wait' || answer.kind === 'stop') continue;
    const end = await act(answer, history, desk, operator);
    return end !== undefined && operator.aborted ? { kind: 'ended', code: end.exitCode } : { kind: 'acted' };
  }
  await sayAlive(history, by, desk);
  const waits = answers.flatMap((answer) => (answer.kind === 'wait' ? [answer.until] : []));
  return waits.length === 0 ? { kind: 'over' } : { kind: 'wait', until: Math.max(now + 1, Math.min(...waits)) };
}

/** All that the next step is decided from, as it is now. @throws StoreTrouble */
export async function circumstancesOf(schedule: Schedule, desk: Desk): Promise<Circumstances> {
  const now = desk.wall.now();
  const history = await ask(desk, (store) => store.steps(schedule.name, iso(now - lookBack)));
  const gone = await goneOf(history, desk.self, now, (identity) => desk.alive(identity));
  const blocked = blockOf(desk);
  return {
    history,
    now,
    seed: schedule.seed,
    calendars: await desk.calendars(schedule),
    occurrences: desk.occurrences,
    by: byOf(desk.self),
    isGone: (by) => gone.has(by),
    ...(blocked === undefined ? {} : { blocked }),
  };
}

/** Unknown means no. */
function blockOf(desk: Desk): string | undefined {
  try {
    const blocked = desk.blocked();
    desk.health.trouble('state', undefined);
    return blocked;
  } catch (error) {
    desk.health.trouble('state', reason(error));
    return `whether runs are blocked is not known: ${reason(error)}`;
  }
}

/** While a slot of ours waits, for its hour or for another attempt. */
export async function sayAlive(history: readonly SlotStep[], by: string, desk: Desk): Promise<void> {
  for (const { slot, last } of openSlots(history, by))
    if (desk.wall.now() - last >= aliveEvery) await ask(desk, (store) => store.step(stepOf(desk, slot, { kind: 'alive' })));
}

const later = (desk: Desk): Turn => ({ kind: 'wait', until: desk.wall.now() + again });

/** In short pieces against the calendar, and never for long. */
async function rest(until: number, { clock, wall, health }: Desk, operator: AbortSignal): Promise<void> {
  const enough = clock.now() + longest;
  while (wall.now() < until && clock.now() < enough && !operator.aborted) {
    health.turned();
    await clock.sleep(ms(Math.min(piece, Math.max(1, until - wall.now()))), operator);
  }
}
