import { basename } from 'node:path';
import { ownMark } from '../domain/marks.ts';
import { ms } from '../domain/units.ts';
import { orAbort } from '../domain/or-abort.ts';
import { systemClock } from '../platform/clock.ts';
import { bin } from '../platform/places.ts';
import { createProcesses } from '../platform/processes.ts';
import { program } from '../platform/program.ts';
import { notesIn } from '../record/deliveries.ts';
import { listRuns } from '../record/folder.ts';

const named = 3;

/**
 * What earlier runs under `base` owe their sinks is sent beside the one that starts now, by a process of its own, so that no record
 * of theirs, however long, and no receiver can slow it. Never rejects; what cannot be sent now is left for the next start.
 */
export async function resendLater(base: string, say: (line: string) => void): Promise<void> {
  try {
    const owing = await runsOwing(base);
    if (owing.length === 0) return;
    await send(base);
    const failed = owing.filter(({ failed }) => failed).map(({ run }) => run);
    if (failed.length === 0) return;
    const others = failed.length > named ? `, and ${failed.length - named} more` : '';
    say(`Sending what was not delivered of ${failed.slice(0, named).join(', ')}${others}: firedrill report --resend says how that goes.`);
  } catch {
    // Nobody was told of an earlier run; this one matters more.
  }
}

/** How long a disk may take to say whether anything is owed. */
const looking = ms(2000);

/**
 * What this run owes its sinks is sent by a process of its own, once whoever ended the run is gone: the guardian, or `firedrill restore`.
 * Never rejects, and waits for no disk that hangs.
 */
export async function resendAfter(folder: string): Promise<void> {
  try {
    using deadline = systemClock.deadline(looking);
    const notes = await orAbort(deadline.signal, () => notesIn(folder));
    if ([...notes.values()].some(({ state }) => state === 'open' || state === 'undelivered')) await send(program.cwd(), basename(folder));
  } catch {
    // The next start sends it.
  }
}

async function send(cwd: string, ...run: readonly string[]): Promise<void> {
  await createProcesses().spawnDetached({ argv: ['node', bin, 'report', '--resend', ...run], cwd, env: { [ownMark]: 'resend' } });
}

interface Owing {
  readonly run: string;
  /** Rather than on its way, as that of a run which is alive. */
  readonly failed: boolean;
}

/** One folder after the other: a checkout with thousands of runs must not take a run's file descriptors. */
async function runsOwing(base: string): Promise<readonly Owing[]> {
  const found: Owing[] = [];
  for (const folder of await listRuns(base)) {
    const states = new Set([...(await notesIn(folder)).values()].map(({ state }) => state));
    if (states.has('open') || states.has('undelivered')) found.push({ run: basename(folder), failed: states.has('undelivered') });
  }
  return found;
}
