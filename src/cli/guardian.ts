import { rm } from 'node:fs/promises';
import { guardianOrder, type GuardianOrder } from '../domain/beat.ts';
import { reason } from '../domain/reason.ts';
import type { Unstamped } from '../domain/events.ts';
import { exitCodes } from '../domain/verdict.ts';
import { ms, showMs, type Ms } from '../domain/units.ts';
import { serveControl } from '../control/server.ts';
import { systemClock } from '../platform/clock.ts';
import { socketOf } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import { Replay } from '../record/replay.ts';
import type { RestoreResult } from '../ports/record.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { claimPatiently } from './claim.ts';
import { Pipe, type Cause } from './guardian-pipe.ts';
import { resendAfter } from './resend-later.ts';
import { locksKept } from './state-trouble.ts';

const onceMore = ms(5000);
/** How long a killed runner may take to be gone. */
const dying = ms(2000);

/**
 * The second line of defence: waits for the runner to end, and restores where it ended without a goodbye.
 * A small process in a session of its own; the argument is its order as JSON, standard input the runner's beats.
 */
export async function guardian(orderText: string): Promise<number> {
  const order = guardianOrder.parse(JSON.parse(orderText));
  // Whoever stops the runner's whole process group must not stop what restores after it.
  program.ignoreSignals();
  await using toolbox = createToolbox();
  const asked = Promise.withResolvers<Cause>();
  await using control = await serveControl(order.socket, { run: order.run, by: 'guardian', halt: (by, why) => asked.resolve({ by, why }) });
  void control;
  // What will restore is loaded while nobody waits for it, and while the disk still answers.
  const pipe = new Pipe(order, (line) => void (line.kind === 'prepared' && toolbox.warm(line.type)));
  program.print('ready');
  const cause = await Promise.race([pipe.ended, asked.promise]);
  pipe.stop();
  if (cause === undefined) return 0;
  const code = await takeOver(order, cause, pipe, toolbox);
  // Last of all, when the record is whole: whoever hears of runs hears of this end, too.
  await resendAfter(order.folder);
  return code;
}

/** Kills before restoring: a runner that wakes up half-way would inject behind our back. The first process of a container cannot be killed from inside. */
async function kill({ run, runner }: GuardianOrder, toolbox: Toolbox): Promise<void> {
  toolbox.processes.signal(runner, 'SIGKILL');
  const until = systemClock.now() + dying;
  while (systemClock.now() < until && (await toolbox.alive(runner))) await systemClock.sleep(ms(20));
  if (await toolbox.alive(runner)) program.talk(`guardian: the runner of ${run} (process ${runner.pid}) cannot be killed; end it, or it may go on injecting.`);
}

async function takeOver(order: GuardianOrder, cause: NonNullable<Cause>, pipe: Pipe, toolbox: Toolbox): Promise<number> {
  await kill(order, toolbox);
  using claim = await claimPatiently(order.run, toolbox);
  void claim;
  await pipe.drained();
  const { lastBeat: beat, told } = pipe;
  const since = ms(beat.at + systemClock.now() - beat.heard);
  await using replay = await Replay.open(order.folder, 'guardian', { clock: systemClock, restorer: toolbox.restorer }, { since, told });
  if (!replay.finished) replay.emit(haltedBy(cause, beat.at, since));
  const left = await restoreTwice(replay, cause, order).catch((error: unknown) => unknown(order.run, error));
  // The runner's own socket outlived it.
  await rm(socketOf(order.run, 'runner'), { force: true });
  if (left === undefined) return exitCodes['not restored'];
  if (left.length === 0) leave(order.run, toolbox);
  if (replay.finished) return ended(order, 'it had reached its verdict', 0);
  replay.emit({ kind: 'run.restored' });
  const { outcome, exitCode } = replay.finish(order.run);
  return ended(order, outcome, left.length, exitCode);
}

/** What a person asked for is the person's halt, whichever process obeys; else the runner was last well at its last beat. */
function haltedBy(cause: NonNullable<Cause>, lastBeat: Ms, now: Ms): Unstamped {
  if (typeof cause === 'string') return { kind: 'run.halted', reason: { kind: 'guardian', why: cause }, breachedAt: lastBeat, decidedAt: now };
  return { kind: 'run.halted', reason: { kind: 'operator', ...cause }, breachedAt: now, decidedAt: now };
}

/** A lock that cannot be given back must not keep the record from its end. */
function leave(run: string, { state }: Toolbox): void {
  const kept = locksKept(run, state);
  if (kept !== undefined) program.talk(`guardian: ${kept}`);
}

function ended({ run }: GuardianOrder, how: string, left: number, exitCode = 0): number {
  program.talk(`guardian: run ${run} ended: ${how}. ${left === 0 ? 'Nothing is left.' : `Left: firedrill restore ${run}`}`);
  return exitCode;
}

/** Restores before it says a word: a terminal that stands still may hold up whoever talks to it. */
async function restoreTwice(replay: Replay, cause: NonNullable<Cause>, { run }: GuardianOrder): Promise<readonly RestoreResult[]> {
  const results = await replay.restore().finally(() => {
    program.talk(`guardian: ${typeof cause === 'string' ? cause : `${cause.by} asked for it: ${cause.why}`}; restoring run ${run}.`);
  });
  if (replay.lost !== undefined) program.talk(`guardian: the record of run ${run} is lost (${replay.lost}); restoring from memory.`);
  const first = report(results);
  if (first.length === 0) return first;
  program.talk(`guardian: trying once more in ${showMs(onceMore)}.`);
  await systemClock.sleep(onceMore);
  return report(await replay.restore());
}

/** Neither file nor memory: what a run did that told its guardian nothing, nobody knows, and nobody calls restored. */
function unknown(run: string, error: unknown): undefined {
  program.talk(
    `guardian: run ${run} is NOT RESTORED: nobody knows what it has changed, its record is lost (${reason(error)}) and it had told its guardian nothing.\n  Leases lapse by themselves; look at its targets, then: firedrill restore ${run}`,
  );
}

/** Says what became of each, and gives back those that are left. */
function report(results: readonly RestoreResult[]): readonly RestoreResult[] {
  for (const { entry, result, took } of results) {
    if (entry.type === 'rehearsal') program.talk(`guardian: ${entry.fault} was rehearsed, nothing was injected.`);
    else if (result.kind !== 'left')
      program.talk(
        `guardian: ${entry.fault} (${entry.targets.join(', ')}) is restored, in ${showMs(took)}.${result.note === undefined ? '' : ` ${result.note}`}`,
      );
    else for (const one of result.left) program.talk(`guardian: ${entry.fault} is NOT RESTORED on ${one.target}: ${one.why}\n  ${one.command}`);
  }
  return results.filter(({ result }) => result.kind === 'left');
}
