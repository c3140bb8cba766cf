import { foreseeDigests, type ForeseenDigest } from '../domain/program/digest.ts';
import { foresee } from '../domain/program/foresee.ts';
import type { Timed } from '../domain/program/program.ts';
import { exitCodes } from '../domain/verdict.ts';
import type { OpenedSchedule } from './open-schedule.ts';
import { CommandFailed } from './problem.ts';
import type { Coming } from './show-schedule.ts';

interface Asked {
  readonly now: number;
  readonly count: number;
  readonly job?: string;
}

/** The next slots of all jobs and of the digest, or of one of them, soonest first. @throws CommandFailed where there is no such job. */
export function upcoming(opened: OpenedSchedule, asked: Asked): readonly Coming[] {
  return comingOfEach(opened, asked).slice(0, asked.count);
}

/** One slot of each job, and of the digest, soonest first. */
export const nextOfEach = (opened: OpenedSchedule, now: number): readonly Coming[] => comingOfEach(opened, { now, count: 1 });

function comingOfEach({ schedule, calendars, occurrences }: OpenedSchedule, { now, count, job }: Asked): readonly Coming[] {
  const { jobs, digest, seed } = schedule;
  const known = [...jobs, ...(digest === undefined ? [] : [digest])];
  if (job !== undefined && !known.some((one) => one.job === job)) throw noJob(schedule.name, job, known);
  const isAsked = (one: Timed): boolean => job === undefined || one.job === job;
  const circumstances = { now, seed, calendars, occurrences };
  const drills = jobs
    .filter(isAsked)
    .flatMap((program) => foresee(program, count, circumstances).map((one): Coming => Object.assign(one, { kind: 'drill' as const, program })));
  const digests = digest === undefined || !isAsked(digest) ? [] : foreseeDigests(digest, count, circumstances).map((one) => digestComing(one, digest));
  return [...drills, ...digests].toSorted((a, b) => a.start - b.start);
}

const digestComing = (one: ForeseenDigest, program: Timed): Coming => ({ ...one, kind: 'digest', program });

function noJob(schedule: string, job: string, jobs: readonly { readonly job: string }[]): CommandFailed {
  const names = jobs.map((one) => one.job).join(', ');
  return new CommandFailed(`Cannot find job ${job}: ${schedule} has none of this name.`, `Name one of ${names}.`, exitCodes.invalid);
}
