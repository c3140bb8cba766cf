import { foresee } from '../domain/program/foresee.ts';
import { exitCodes } from '../domain/verdict.ts';
import type { OpenedSchedule } from './open-schedule.ts';
import { CommandFailed } from './problem.ts';
import type { Coming } from './show-schedule.ts';

interface Asked {
  readonly now: number;
  readonly count: number;
  readonly job?: string;
}

/** The next slots of all jobs, or of one, soonest first. @throws CommandFailed where there is no such job. */
export function upcoming({ schedule, calendars, occurrences }: OpenedSchedule, { now, count, job }: Asked): readonly Coming[] {
  const { seed } = schedule;
  const jobs = job === undefined ? schedule.jobs : schedule.jobs.filter((one) => one.job === job);
  if (jobs.length === 0) throw noJob(schedule.name, job, schedule.jobs);
  const coming = jobs.flatMap((program) => foresee(program, count, { now, seed, calendars, occurrences }).map((one) => Object.assign(one, { program })));
  return coming.toSorted((a, b) => a.start - b.start).slice(0, count);
}

function noJob(schedule: string, job: string | undefined, jobs: readonly { readonly job: string }[]): CommandFailed {
  const names = jobs.map((one) => one.job).join(', ');
  return new CommandFailed(`Cannot find job ${job}: ${schedule} has none of this name.`, `Name one of ${names}.`, exitCodes.invalid);
}
