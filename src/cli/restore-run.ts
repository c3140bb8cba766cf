import type { StateDamaged } from '../domain/state-damaged.ts';
import { program } from '../platform/program.ts';
import type { Operator } from '../platform/signals.ts';
import { createToolbox } from '../toolbox.ts';
import { deadRuns } from './dead-runs.ts';
import { unrestoredHere } from './unrestored-here.ts';
import { InPlace } from './in-place.ts';
import { CommandFailed } from './problem.ts';
import { restoreOne, type Options, type Restoring, type Say } from './restore-one.ts';

/**
 * Restores one run, or every dead one that left something; resolves with 0, or 5 where something is still left.
 * A signal of the operator kills nothing half-way: the run that is being restored is restored to its end, and no other is begun.
 */
export async function restore(run: string | undefined, options: Options, operator: Operator): Promise<number> {
  if (options.forget !== undefined && (run === undefined || options.reason === undefined))
    throw new CommandFailed('Cannot forget: --forget needs the run and --reason.', 'firedrill restore <run> --forget <fault> --reason "why"', 2);
  await using toolbox = createToolbox();
  const restoring: Restoring = { options, say: options.say ?? program.print, toolbox, inPlace: new InPlace() };
  using answering = answer(operator, restoring.inPlace);
  void answering;
  return run === undefined ? await restoreAll(restoring, operator) : await restoreOne(run, restoring);
}

/** Whoever asks for the end, once or again, is told what is being restored, until disposed. */
export function answer(operator: Operator, inPlace: InPlace): Disposable {
  const over = new AbortController();
  const say = (): void => program.talk(String(inPlace));
  operator.signal.addEventListener('abort', say, { once: true, signal: over.signal });
  operator.onAgain = say;
  return {
    [Symbol.dispose]() {
      over.abort();
      operator.onAgain = () => undefined;
    },
  };
}

async function restoreAll(restoring: Restoring, { signal }: Operator): Promise<number> {
  const { say, toolbox } = restoring;
  const damage = toolbox.state.damage();
  const dead = damage === undefined ? await deadRuns(toolbox) : await unrestoredHere(toolbox);
  if (dead.length === 0) say(damage === undefined ? 'Nothing to restore.' : 'Nothing to restore in this checkout.');
  // What other checkouts have left nobody can say: unknown is not restored.
  const codes: number[] = damage === undefined ? [] : [elsewhereUnknown(damage, say)];
  for (const one of dead) {
    if (signal.aborted) codes.push(notBegun(one, restoring.say));
    else codes.push(await restoreOne(one, restoring).catch((error: unknown) => unreadable(one, error, restoring.say)));
  }
  return Math.max(0, ...codes);
}

function notBegun(run: string, say: Say): number {
  say(`Run ${run}: NOT RESTORED: stopped before it was begun.\n  firedrill restore ${run}`);
  return 5;
}

function elsewhereUnknown({ why, hint }: StateDamaged, say: Say): number {
  say(`Whether runs of other checkouts have left something is not known: the state of this user cannot be used: ${why}.\n  ${hint}`);
  return 5;
}

/** One record that cannot be read must not keep the others from being restored. */
function unreadable(run: string, error: unknown, say: Say): number {
  const way = error instanceof CommandFailed ? `\n  ${error.hint}` : '';
  say(`Run ${run}: NOT RESTORED: ${error instanceof Error ? error.message : String(error)}${way}`);
  return 5;
}
