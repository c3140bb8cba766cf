import type { Program, Schedule } from '../domain/program/program.ts';
import { exitCodes } from '../domain/verdict.ts';
import { CommandFailed } from './problem.ts';

/** The job of this name. @throws CommandFailed where the schedule has none. */
export function jobNamed({ name: schedule, jobs }: Schedule, name: string): Program {
  const found = jobs.find(({ job }) => job === name);
  if (found !== undefined) return found;
  throw new CommandFailed(
    `Cannot choose job ${name}: ${schedule} has none of this name.`,
    `Name one of ${jobs.map(({ job }) => job).join(', ')}.`,
    exitCodes.invalid,
  );
}
