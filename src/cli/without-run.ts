import type { Event } from '../domain/events.ts';
import { ms } from '../domain/units.ts';
import { exitCodes, type Outcome } from '../domain/verdict.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';
import type { RunOptions } from './run.ts';

/** Ends a file that got no run, or a series, with its code: the last line of `--json` is run.finished here too, naming no run and no folder. */
export function withoutRun(exitCode: number, { json }: RunOptions): number {
  const event: Event = { kind: 'run.finished', at: ms(0), run: '', outcome: outcomeOf(exitCode), exitCode, wall: systemClock.wall(), folder: '', by: 'runner' };
  if (json === true) program.print(JSON.stringify(event));
  return exitCode;
}

const outcomes: readonly Outcome[] = ['held', 'refuted', 'inconclusive', 'invalid', 'refused', 'not restored', 'tool error'];

/** What is none of these was ended by a signal. */
function outcomeOf(exitCode: number): Outcome {
  return outcomes.find((outcome) => exitCodes[outcome] === exitCode) ?? 'aborted';
}
