import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seenGone } from '../domain/at-its-word.ts';
import { reason } from '../domain/reason.ts';
import { showMs } from '../domain/units.ts';
import { notRestored } from '../domain/wording.ts';
import { systemClock } from '../platform/clock.ts';
import { socketOf } from '../platform/places.ts';
import type { RestoreResult } from '../ports/record.ts';
import { reopenIn } from '../record/deliveries.ts';
import { isPruned } from '../record/remains.ts';
import { Replay } from '../record/replay.ts';
import { loadUndo, undoFile } from '../record/undo-log.ts';
import type { Toolbox } from '../toolbox.ts';
import type { InPlace } from './in-place.ts';
import { CommandFailed } from './problem.ts';
import { resendAfter } from './resend-later.ts';
import { findRun } from './run-folder.ts';
import { locksKept } from './state-trouble.ts';
import { stillInCluster } from './still-in-cluster.ts';
import { takeRun } from './take-run.ts';

export interface Options {
  readonly forget?: string;
  readonly reason?: string;
  /** Told what becomes of each fault; standard output unless said. */
  readonly say?: Say;
}

export type Say = (line: string) => void;

export interface Restoring {
  readonly options: Options;
  readonly say: Say;
  readonly toolbox: Toolbox;
  readonly inPlace: InPlace;
}

/** Restores what is pending of one run, from its record; resolves with 0, or 5 where something is still left. */
export async function restoreOne(run: string, restoring: Restoring): Promise<number> {
  const { say, toolbox } = restoring;
  const folder = await findRun(run, toolbox.state);
  if (isPruned(folder)) {
    say(`Run ${run}: nothing is left: it is pruned, which no run is that left something.`);
    return 0;
  }
  using taken = await takeRun(run, folder, toolbox);
  if (taken === undefined) {
    say(`Run ${run}: nothing is left: it has changed nothing so far.`);
    return 0;
  }
  return await restoreTaken(run, folder, restoring);
}

async function restoreTaken(run: string, folder: string, restoring: Restoring): Promise<number> {
  const { say } = restoring;
  if (!existsSync(join(folder, undoFile))) return lost(run, folder, restoring);
  const out = await replay(run, folder, restoring).catch((error: unknown) => damaged(run, folder, error));
  await resendAfter(folder);
  const { pending, ends } = await loadUndo(folder);
  const left = pending.filter(({ n }) => !out.has(n));
  if (left.length > 0) {
    say(`Run ${run}: ${notRestored(left.length)}.`);
    return 5;
  }
  giveBack(run, restoring);
  const letGo = ends.some(({ kind }) => kind === 'forgotten');
  say(`Run ${run}: ${letGo ? 'nothing is held for it any more; what was let go was never seen gone.' : 'nothing is left.'}`);
  if (pending.length > 0) say(`  Its record does not say so: ${join(folder, undoFile)} cannot be written.`);
  return 0;
}

/** Its locks, and the sockets of processes that died without closing them. */
function giveBack(run: string, { say, toolbox: { state } }: Restoring): void {
  const kept = locksKept(run, state);
  if (kept !== undefined) say(kept);
  for (const whose of ['runner', 'guardian'] as const) rmSync(socketOf(run, whose), { force: true });
}

/** A record that is damaged says what is wrong with it; restoring by it would be guessing. */
function damaged(run: string, folder: string, error: unknown): never {
  if (error instanceof CommandFailed) throw error;
  const file = join(folder, undoFile);
  const way = `Nothing was touched. Mend ${file}; or look at the targets that it names, then\n  mv ${file} ${file}.damaged && firedrill restore ${run} --forget all --reason "why"`;
  throw new CommandFailed(`Cannot restore: ${reason(error)}.`, way, 5);
}

/** Without its record nobody knows what a run did: its targets stay locked until a person has looked at them, and says so. */
function lost(run: string, folder: string, restoring: Restoring): number {
  const {
    options: { forget, reason = '' },
    say,
  } = restoring;
  if (forget !== undefined) {
    giveBack(run, restoring);
    say(`Run ${run}: let go without its record, and nothing of it was seen gone: ${reason}`);
    return 0;
  }
  say(
    `Run ${run}: NOT RESTORED: its record is gone (${folder}), and with it what it did. Leases lapse by themselves; look at its targets, then\n  firedrill restore ${run} --forget all --reason "why"`,
  );
  return 5;
}

/** Gives the numbers of what it has taken out, which a disk may refuse to write down. */
async function replay(run: string, folder: string, restoring: Restoring): Promise<ReadonlySet<number>> {
  const { options, say, toolbox, inPlace } = restoring;
  await using replaying = await Replay.open(folder, 'restore', { clock: systemClock, restorer: toolbox.restorer, tell: (event) => inPlace.receive(event) });
  if (options.forget !== undefined) await forget(options.forget, replaying, folder, restoring);
  const { pending } = await loadUndo(folder);
  for (const entry of pending) inPlace.holds(entry);
  await Promise.all(pending.map(({ type }) => toolbox.warm(type)));
  const results = await replaying.restore();
  for (const result of results) tell(result, say);
  if (!replaying.finished) {
    replaying.emit({ kind: 'run.restored' });
    replaying.finish(run);
    await reopenIn(folder);
  }
  return new Set(results.filter(({ result }) => result.kind !== 'left').map(({ entry }) => entry.n));
}

async function forget(fault: string, replaying: Replay, folder: string, { options: { reason = '' }, say }: Restoring): Promise<void> {
  const { pending } = await loadUndo(folder);
  if (await replaying.forget(fault, reason)) {
    say(`${fault}: let go, and not seen gone: ${reason}`);
    for (const line of pending.filter((one) => one.fault === fault).flatMap(stillInCluster)) say(line);
    return;
  }
  throw new CommandFailed(`Cannot forget ${fault}: it is not pending.`, `Pending: ${pending.map((one) => one.fault).join(', ') || 'nothing'}.`, 2);
}

/** One line of what became of a fault, and the command where it is left. */
export function tell({ entry, result, took }: RestoreResult, say: Say): void {
  const where = entry.targets.join(', ');
  if (entry.type === 'rehearsal') say(`${entry.fault} (${where}): rehearsed, nothing was injected.`);
  else if (result.kind !== 'left')
    say(
      `${entry.fault} (${where}): restored${seenGone(result.note) ? ' and seen to be gone' : ''}, in ${showMs(took)}.${result.note === undefined ? '' : ` ${result.note}`}`,
    );
  else for (const { target, why, command } of result.left) say(`${entry.fault} (${target}): NOT RESTORED: ${why}\n  ${command}`);
}
