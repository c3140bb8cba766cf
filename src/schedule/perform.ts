import { basename } from 'node:path';
import type { HaltReason } from '../domain/events.ts';
import type { SlotId, SlotStep } from '../domain/memory/step.ts';
import type { ProgramRun } from '../domain/program/next.ts';
import { reason } from '../domain/reason.ts';
import { exitCodes } from '../domain/verdict.ts';
import { ms } from '../domain/units.ts';
import type { HaltSignal, ProcessEnd, StartedRun } from '../ports/runs.ts';
import { ask, audienceOf, nameOf, stepOf, StoreTrouble, type Desk } from './desk.ts';
import { whoseTurn } from './alone.ts';
import { aliveEvery } from './identity.ts';
import { RunStory, type RunEnd } from './run-end.ts';

const looking = ms(1000);
const again = ms(5000);
/** How long a scheduler that was told to end still tries to write down how its run ended. */
const lastTry = ms(10_000);

/**
 * One run of a slot, to its end: `started` is in the store before there is a process, `ended` before anything else is begun.
 * Killed in between, the slot is interrupted, and nothing of it is run again.
 * @throws StoreTrouble where `started` cannot be written: then nothing was started.
 */
export async function perform(run: ProgramRun, slot: SlotId, desk: Desk, operator: AbortSignal): Promise<RunEnd | undefined> {
  const { file, nth, attempt } = run;
  await ask(desk, (store) => store.step(stepOf(desk, slot, { kind: 'started', file, nth, attempt })));
  const other = await whoseTurn(slot, desk);
  if (operator.aborted) return stopped(desk, slot, operator);
  if (other !== undefined) return stepBack(run, slot, other, desk, operator);
  desk.say(`${nameOf(slot)}: starting ${basename(file)}${attempt > 1 ? `, attempt ${attempt}` : ''}.`);
  const end = await runToEnd(run, slot, desk, operator);
  const { noMore, ...known } = end;
  desk.say(`${nameOf(slot)}: ${basename(file)} ended ${end.outcome}${end.run === undefined ? '' : `, run ${end.run}`}.`);
  await keep(desk, stepOf(desk, slot, { kind: 'ended', file, nth, attempt, ...known }), operator);
  if (operator.aborted) await stopped(desk, slot, operator);
  else if (noMore !== undefined) await finish(desk, slot, noMore, operator);
  return end;
}

/** Like a run that was refused: nothing was touched, and it may be tried again where the schedule says so. */
async function stepBack({ file, nth, attempt }: ProgramRun, slot: SlotId, other: SlotId, desk: Desk, operator: AbortSignal): Promise<undefined> {
  desk.say(`${nameOf(slot)}: not starting ${basename(file)}, since ${nameOf(other)} runs.`);
  const end = { outcome: 'refused', exitCode: exitCodes.refused, injected: false } satisfies RunEnd;
  await keep(desk, stepOf(desk, slot, { kind: 'ended', file, nth, attempt, ...end }), operator);
}

async function runToEnd(run: ProgramRun, slot: SlotId, desk: Desk, operator: AbortSignal): Promise<RunEnd> {
  const story = new RunStory();
  const tell = audienceOf(desk);
  const started = await desk.runs
    .start(run, slot, (event) => {
      story.hear(event);
      // A file that got no run says so by the end of one that has no name: nothing for those who follow runs.
      if (story.run !== undefined) tell(event);
    })
    .catch(reason);
  if (typeof started === 'string') {
    desk.say(`Cannot start ${run.file}: ${started}. Nothing was injected.`);
    return { outcome: 'tool error', exitCode: exitCodes['tool error'], injected: false, noMore: 'no process could be started for its run' };
  }
  const ended = await mind(started, slot, desk, operator);
  const silent = story.finished === undefined && story.run !== undefined;
  const recorded = silent ? await desk.runs.recordedEnd(story.run ?? '') : undefined;
  if (recorded !== undefined) tell(recorded);
  return story.end(ended, recorded);
}

/** Waits for the end of a run, however long that takes: it has limits of its own. A signal is passed on, and then still waited for. */
async function mind(started: StartedRun, slot: SlotId, desk: Desk, operator: AbortSignal): Promise<ProcessEnd> {
  const pass = (): void => started.halt(signalOf(operator));
  if (operator.aborted) pass();
  else operator.addEventListener('abort', pass, { once: true });
  const over = new AbortController();
  void started.ended.then(() => over.abort());
  let said = desk.clock.now();
  while (!over.signal.aborted) {
    desk.health.turned();
    if (desk.clock.now() - said >= aliveEvery) {
      said = desk.clock.now();
      sayAlive(desk, slot);
    }
    await desk.clock.sleep(looking, over.signal);
  }
  operator.removeEventListener('abort', pass);
  return started.ended;
}

/** The run does not wait for it; what is wrong with the store is said by whoever asks it next. */
function sayAlive(desk: Desk, slot: SlotId): void {
  ask(desk, (store) => store.step(stepOf(desk, slot, { kind: 'alive' }))).catch(() => undefined);
}

/** Ends a slot because its scheduler is told to end. */
export async function stopped(desk: Desk, slot: SlotId, operator: AbortSignal): Promise<undefined> {
  await finish(desk, slot, `${signalOf(operator)} ended its scheduler`, operator);
}

async function finish(desk: Desk, slot: SlotId, why: string, operator: AbortSignal): Promise<void> {
  desk.say(`${nameOf(slot)}: stopped, ${why}.`);
  await keep(desk, stepOf(desk, slot, { kind: 'finished', how: 'stopped', reason: why }), operator);
}

/** Writes a step that must not be lost, for as long as it takes; once told to end, only a little longer: what is not written then is read as interrupted. */
async function keep(desk: Desk, step: SlotStep, operator: AbortSignal): Promise<void> {
  const given = new AbortController();
  const giveUp = (): void => void desk.clock.sleep(lastTry, given.signal).then(() => given.abort());
  if (operator.aborted) giveUp();
  else operator.addEventListener('abort', giveUp, { once: true, signal: given.signal });
  const enough = new Promise<void>((resolve) => given.signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([persist(desk, step, given.signal), enough]);
  given.abort();
}

async function persist(desk: Desk, step: SlotStep, given: AbortSignal): Promise<void> {
  while (!given.aborted && !(await isWritten(desk, step))) {
    desk.health.turned();
    await desk.clock.sleep(again, given);
  }
}

async function isWritten(desk: Desk, step: SlotStep): Promise<boolean> {
  try {
    await ask(desk, (store) => store.step(step));
    return true;
  } catch (error) {
    if (error instanceof StoreTrouble) return false;
    throw error;
  }
}

function signalOf({ reason: why }: AbortSignal): HaltSignal {
  const halt: HaltReason = why;
  return halt.kind === 'signal' ? halt.signal : 'SIGTERM';
}
