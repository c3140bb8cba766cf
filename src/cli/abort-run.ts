import { userInfo } from 'node:os';
import { ask, watch } from '../control/client.ts';
import { showMs, ms } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { socketOf } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import type { ActiveRun } from '../ports/state.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { awaitEnd } from './await-end.ts';
import { CommandFailed } from './problem.ts';

interface Options {
  readonly all?: true;
  readonly block?: string;
  readonly reason?: string;
}

/** How long a run may take to answer before its guardian is asked instead. */
const answering = ms(2000);
/** How long we watch it end: its restore budget is its own. */
const ending = ms(120_000);

/** Halts one run or all; resolves with the exit code: 0 where all of them say that nothing is left. */
export async function abort(run: string | undefined, options: Options): Promise<number> {
  if ((run === undefined) === (options.all === undefined))
    throw new CommandFailed('Cannot abort: name one run, or say --all.', 'firedrill runs lists them.', 2);
  if (options.block !== undefined && options.all === undefined)
    throw new CommandFailed('Cannot block: --block goes with --all.', 'firedrill abort --all --block <reason>', 2);
  await using toolbox = createToolbox();
  const { state } = toolbox;
  if (options.block !== undefined) {
    state.block(options.block);
    program.print(`New runs are refused until firedrill unblock: ${options.block}`);
  }
  const runs = state.active().filter((active) => options.all === true || active.run === run);
  if (runs.length === 0 && run !== undefined)
    throw new CommandFailed(`Cannot abort ${run}: no such run is alive or unrestored.`, 'firedrill runs lists them.', 2);
  if (runs.length === 0) program.print('No run is alive.');
  const ends = await Promise.all(runs.map((active) => haltOne(active, options.reason ?? options.block ?? 'firedrill abort', toolbox)));
  return Math.max(0, ...ends);
}

async function haltOne(active: ActiveRun, why: string, toolbox: Toolbox): Promise<number> {
  const { run } = active;
  const by = userInfo().username;
  for (const whose of ['runner', 'guardian'] as const) {
    const path = socketOf(run, whose);
    const given = new AbortController();
    // Watched from before the halt, so that nothing of it is missed.
    const watching = whose === 'runner' ? follow(run, path, given.signal) : undefined;
    if (await answered(path, by, why)) {
      if (whose === 'guardian') program.print(`Run ${run} does not answer; its guardian ends it and restores.`);
      return (await watching) ?? awaitEnd(active, toolbox);
    }
    given.abort();
  }
  program.talk(`Run ${run} does not answer, nor does its guardian: it is dead. firedrill restore ${run}`);
  return 5;
}

async function answered(path: string, by: string, why: string): Promise<boolean> {
  using deadline = systemClock.deadline(answering);
  return await ask(path, { do: 'halt', by, why }, deadline.signal).then(
    ({ kind }) => kind === 'ok',
    () => false,
  );
}

/** Prints how the run ends; 5 where something is left. */
async function follow(run: string, path: string, given: AbortSignal): Promise<number | undefined> {
  using deadline = systemClock.deadline(ending, given);
  try {
    let decided = 0;
    let left = false;
    for await (const event of watch(path, deadline.signal)) {
      if (event.kind === 'run.halted') decided = event.decidedAt;
      if (event.kind === 'fault.left') {
        left = true;
        for (const { target, why, command } of event.left) program.talk(`Run ${run}: ${target} is NOT RESTORED: ${why}\n  ${command}`);
      }
      if (event.kind === 'run.restored' && !left) program.print(`Run ${run}: halted, and everything out ${showMs(event.at - decided)} later.`);
      if (event.kind === 'run.finished') return event.outcome === 'not restored' ? 5 : 0;
    }
  } catch {
    // It went away while we watched: its record, and `firedrill report`, say how it ended.
  }
  return undefined;
}
