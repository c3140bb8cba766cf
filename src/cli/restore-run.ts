import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { showMs } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { socketOf } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import type { RestoreResult } from '../ports/record.ts';
import { Replay } from '../record/replay.ts';
import { loadUndo } from '../record/undo-log.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { CommandFailed } from './problem.ts';
import { findRun } from './run-folder.ts';

interface Options {
  readonly forget?: string;
  readonly reason?: string;
  /** Told what becomes of each fault; standard output unless said. */
  readonly say?: Say;
}

type Say = (line: string) => void;

/** Restores one run, or every dead one that left something; resolves with 0, or 5 where something is still left. */
export async function restore(run: string | undefined, options: Options): Promise<number> {
  if (options.forget !== undefined && (run === undefined || options.reason === undefined))
    throw new CommandFailed('Cannot forget: --forget needs the run and --reason.', 'firedrill restore <run> --forget <fault> --reason "why"', 2);
  await using toolbox = createToolbox();
  const say = options.say ?? program.print;
  if (run !== undefined) return await restoreOne(run, options, say, toolbox);
  const dead = await deadRuns(toolbox);
  if (dead.length === 0) say('Nothing to restore.');
  const codes: number[] = [];
  for (const one of dead) codes.push(await restoreOne(one, options, say, toolbox).catch((error: unknown) => unreadable(one, error, say)));
  return Math.max(0, ...codes);
}

/** Runs in the shared state whose runner and guardian are gone. */
export async function deadRuns(toolbox: Toolbox): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { run } of toolbox.state.active()) if (!(await isAlive(run, toolbox))) found.push(run);
  return found;
}

/** Whether anybody still minds a run: its runner, or the guardian that restores after it. */
export async function isAlive(run: string, { state, alive }: Toolbox): Promise<boolean> {
  const active = state.find(run);
  if (active === undefined) return false;
  return (await alive(active.runner)) || (active.guardian !== undefined && (await alive(active.guardian)));
}

/** One record that cannot be read must not keep the others from being restored. */
function unreadable(run: string, error: unknown, say: Say): number {
  say(`Run ${run}: NOT RESTORED: ${error instanceof Error ? error.message : String(error)}`);
  return 5;
}

async function restoreOne(run: string, options: Options, say: Say, toolbox: Toolbox): Promise<number> {
  if (await isAlive(run, toolbox)) throw new CommandFailed(`Cannot restore ${run}: it is alive.`, `Halt it instead: firedrill abort ${run}`, 4);
  const folder = await findRun(run, toolbox.state);
  if (!existsSync(join(folder, 'undo.ndjson'))) return lost(run, folder, say, toolbox);
  const left = await replay(run, folder, options, say, toolbox).catch(damaged);
  if (left === 0) {
    toolbox.state.leave(run);
    // Sockets of processes that died without closing them.
    for (const whose of ['runner', 'guardian'] as const) rmSync(socketOf(run, whose), { force: true });
  }
  say(left === 0 ? `Run ${run}: nothing is left.` : `Run ${run}: ${left} ${left === 1 ? 'fault is' : 'faults are'} NOT RESTORED.`);
  return left === 0 ? 0 : 5;
}

/** A record that is damaged says what is wrong with it; restoring by it would be guessing. */
function damaged(error: unknown): never {
  if (error instanceof CommandFailed) throw error;
  const why = error instanceof Error ? error.message : String(error);
  throw new CommandFailed(`Cannot restore: ${why}.`, 'Nothing was touched by it. Look at the targets it names, and at undo.ndjson in its folder.', 5);
}

function lost(run: string, folder: string, say: Say, toolbox: Toolbox): number {
  toolbox.state.leave(run);
  say(`Run ${run}: its record is gone (${folder}), and with it what it did. Leases lapse by themselves; look at its targets.`);
  return 5;
}

async function replay(run: string, folder: string, options: Options, say: Say, toolbox: Toolbox): Promise<number> {
  await using replaying = await Replay.open(folder, 'restore', { clock: systemClock, restorer: toolbox.restorer });
  if (options.forget !== undefined && !(await replaying.forget(options.forget, options.reason ?? ''))) {
    const { pending } = await loadUndo(folder);
    throw new CommandFailed(`Cannot forget ${options.forget}: it is not pending.`, `Pending: ${pending.map(({ fault }) => fault).join(', ') || 'nothing'}.`, 2);
  }
  for (const result of await replaying.restore()) tell(result, say);
  if (!replaying.finished) {
    replaying.emit({ kind: 'run.restored' });
    replaying.finish(run);
  }
  return (await loadUndo(folder)).pending.length;
}

function tell({ entry, result, took }: RestoreResult, say: Say): void {
  const where = entry.targets.join(', ');
  if (result.kind !== 'left')
    say(`${entry.fault} (${where}): restored and seen to be gone, in ${showMs(took)}.${result.note === undefined ? '' : ` ${result.note}`}`);
  else for (const { target, why, command } of result.left) say(`${entry.fault} (${target}): NOT RESTORED: ${why}\n  ${command}`);
}
