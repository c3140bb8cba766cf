import { readdirSync } from 'node:fs';
import { listens } from '../control/client.ts';
import { ms } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { socketOf, stateFolder } from '../platform/places.ts';
import type { ActiveRun } from '../ports/state.ts';
import type { Toolbox } from '../toolbox.ts';

/** Time for a socket's queue to take a connection; one that is full for so long has an owner. */
const answering = ms(2000);

/** Runs in the shared state whose runner and guardian are gone. */
export async function deadRuns(toolbox: Toolbox): Promise<readonly string[]> {
  const found: string[] = [];
  for (const active of toolbox.state.active()) if (!(await isMinded(active, toolbox))) found.push(active.run);
  return found;
}

/**
 * Whether anybody still minds a run: its runner, or the guardian that restores after it. The state may not know them, because the run
 * is not entered yet or the state is damaged; their sockets do.
 */
export async function isAlive(run: string, toolbox: Toolbox): Promise<boolean> {
  const active = toolbox.state.find(run);
  return (active !== undefined && (await isMinded(active, toolbox))) || (await isListening(run));
}

/** Whether one of its two processes lives, also of a run that may have left the state meanwhile. */
export async function isMinded({ runner, guardian }: ActiveRun, { alive }: Pick<Toolbox, 'alive'>): Promise<boolean> {
  return (await alive(runner)) || (guardian !== undefined && (await alive(guardian)));
}

/** Whether its runner or its guardian listens on its socket. */
export async function isListening(run: string): Promise<boolean> {
  using deadline = systemClock.deadline(answering);
  const listening = await Promise.all((['runner', 'guardian'] as const).map((whose) => listens(socketOf(run, whose), deadline.signal)));
  return listening.includes(true);
}

/** Every run that has a socket, alive or not. */
export function runsWithSockets(): readonly string[] {
  try {
    const names = readdirSync(stateFolder()).flatMap((name) => /^([^.]+)(?:\.guardian)?\.sock$/.exec(name)?.[1] ?? []);
    return [...new Set(names)];
  } catch {
    return [];
  }
}
