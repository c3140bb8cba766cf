import { userInfo } from 'node:os';
import { ask, watch } from '../control/client.ts';
import { showMs, ms } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { socketOf } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { awaitEnd, type Target } from './await-end.ts';
import { isListening, runsWithSockets } from './dead-runs.ts';
import { CommandFailed, complain } from './problem.ts';

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
  const blocked = options.block === undefined ? 0 : block(options.block, toolbox);
  const damage = toolbox.state.damage();
  if (damage !== undefined) program.talk(`Asking every run by its socket: the state of this user cannot be used: ${damage.why}.\n  ${damage.hint}`);
  const runs = run === undefined ? await all(toolbox) : [await named(run, toolbox)];
  if (runs.length === 0) program.print('No run is alive.');
  const ends = await Promise.all(runs.map((target) => haltOne(target, options.reason ?? options.block ?? 'firedrill abort', toolbox)));
  return Math.max(blocked, ...ends);
}

/** Whatever cannot be written down, halting goes on; without a state new runs are refused anyway. */
function block(why: string, { state }: Toolbox): number {
  try {
    state.block(why);
  } catch (error) {
    return complain(error);
  }
  program.print(`New runs are refused until firedrill unblock: ${why}`);
  return 0;
}

async function named(run: string, { state }: Toolbox): Promise<Target> {
  const active = state.find(run);
  if (active === undefined && state.damage() === undefined && !(await isListening(run)))
    throw new CommandFailed(`Cannot abort ${run}: no such run is alive or unrestored.`, 'firedrill runs lists them.', 2);
  return { run, active };
}

/** Those that the state knows, and those that only their sockets show: not entered yet, or lost with the state. */
async function all({ state }: Toolbox): Promise<readonly Target[]> {
  const known = state.active().map((active): Target => ({ run: active.run, active }));
  const others = runsWithSockets().filter((run) => !known.some((one) => one.run === run));
  const damaged = state.damage() !== undefined;
  const listening = await Promise.all(others.map(async (run) => damaged || (await isListening(run))));
  return [...known, ...others.filter((_, index) => listening[index]).map((run): Target => ({ run, active: undefined }))];
}

async function haltOne(target: Target, why: string, toolbox: Toolbox): Promise<number> {
  const { run } = target;
  const by = userInfo().username;
  for (const whose of ['runner', 'guardian'] as const) {
    const path = socketOf(run, whose);
    const given = new AbortController();
    // Watched from before the halt, so that nothing of it is missed.
    const watching = whose === 'runner' ? follow(run, path, given.signal) : undefined;
    if (await answered(path, by, why)) {
      if (whose === 'guardian') program.print(`Run ${run} does not answer; its guardian ends it and restores.`);
      return (await watching) ?? awaitEnd(target, toolbox);
    }
    given.abort();
  }
  program.talk(`Run ${run} does not answer, nor does its guardian: it is dead. firedrill restore ${run}`);
  return 5;
}

/** Whether whoever listens there took it. */
export async function answered(path: string, by: string, why: string): Promise<boolean> {
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
    let told = false;
    for await (const event of watch(path, deadline.signal)) {
      if (event.kind === 'run.halted') decided = event.decidedAt;
      if (event.kind === 'fault.left') {
        told = true;
        for (const { target, why, command } of event.left) program.talk(`Run ${run}: ${target} is NOT RESTORED: ${why}\n  ${command}`);
      }
      if (event.kind === 'run.restored' && !told) {
        program.print(`Run ${run}: halted, and everything out ${showMs(event.at - decided)} later.`);
        told = true;
      }
      if (event.kind !== 'run.finished') continue;
      // Halted before anything was in, or after everything was out.
      if (!told && event.outcome !== 'not restored') program.print(`Run ${run}: halted, and nothing of it is in place.`);
      return event.outcome === 'not restored' ? 5 : 0;
    }
  } catch {
    // It went away while we watched: its record, and `firedrill report`, say how it ended.
  }
  return undefined;
}
