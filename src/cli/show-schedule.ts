/** What people read of a schedule. */
import { iso } from '../domain/instants.ts';
import type { ForeseenDigest } from '../domain/program/digest.ts';
import { nameOf } from '../domain/program/draw.ts';
import type { Foreseen } from '../domain/program/foresee.ts';
import { local, showLocal } from '../domain/program/local.ts';
import type { ProgramRun } from '../domain/program/next.ts';
import { days, type Day, type Program, type Schedule, type Timed, type TimeWindow } from '../domain/program/program.ts';
import { showMs } from '../domain/units.ts';
import { several } from '../domain/wording.ts';

export type Coming =
  | (Foreseen & { readonly kind: 'drill'; readonly program: Program })
  /** `program` is when it comes. */
  | (ForeseenDigest & { readonly kind: 'digest'; readonly program: Timed });

/** One line a slot: when here and in UTC, which job, what it runs, or why it will not. */
export function showComing(coming: readonly Coming[]): string {
  if (coming.length === 0) return 'Nothing is ever due again.';
  const width = Math.max(...coming.map(({ program }) => program.job.length));
  return coming.map((one) => `${stamp(one)}  ${one.program.job.padEnd(width)}  ${fate(one)}`).join('\n');
}

function stamp({ start, program }: Coming): string {
  const { second, offset } = local(start, program.timeZone);
  return `${showLocal(start, program.timeZone)}:${second} ${offset}  ${iso(start).slice(0, 19)}Z`;
}

function fate(coming: Coming): string {
  if (coming.kind === 'digest') return `tells what was since ${showLocal(coming.since, coming.program.timeZone)}`;
  const { program, runs, start, skip } = coming;
  if (skip !== undefined) return `skipped: ${skip}`;
  const drawn = program.what.kind === 'one-of' && program.what.experiments.length > 1 ? `, drawn of ${program.what.experiments.length}` : '';
  const told = program.announce === undefined ? '' : `; announced at ${notice(start - program.announce, start, program.timeZone)}`;
  return `${runs.map((run) => showRun(program, run)).join(', then ')}${drawn}${told}`;
}

function notice(at: number, start: number, timeZone: string): string {
  const { date, time } = local(at, timeZone);
  return date === local(start, timeZone).date ? time : showLocal(at, timeZone);
}

function showRun(program: Program, { file, vars }: ProgramRun): string {
  const given = Object.entries(vars).map(([name, value]) => `${name}=${value}`);
  return `${nameOf(program, file)}${given.length === 0 ? '' : ` (${given.join(', ')})`}`;
}

/** For programs: the same, with the seeds of the runs. */
export function comingAsJson({ name, timeZone }: Schedule, coming: readonly Coming[]): string {
  const slots = coming.map((one) => ({
    job: one.program.job,
    slot: one.slot.slot,
    start: iso(one.start),
    local: `${local(one.start, timeZone).date}T${local(one.start, timeZone).time}:${local(one.start, timeZone).second}${local(one.start, timeZone).offset}`,
    ...(one.kind === 'digest' ? { since: iso(one.since) } : drillAsJson(one)),
  }));
  return JSON.stringify({ schedule: name, timeZone, slots }, undefined, 2);
}

const drillAsJson = ({ program, start, runs, skip }: Extract<Coming, { readonly kind: 'drill' }>): object => ({
  ...(program.announce === undefined ? {} : { announced: iso(start - program.announce) }),
  ...(skip === undefined ? { runs: runs.map(({ file, vars, seed }) => ({ experiment: nameOf(program, file), file, vars, seed })) } : { skip }),
});

/** Every job as one reads it aloud. */
export function showJobs({ name, timeZone, jobs, skip, digest }: Schedule): string {
  const windows = jobs[0]?.windows ?? [];
  const bounds = [
    ...(windows.length === 0 ? [] : [`only ${windows.map(showWindow).join(' and ')}`]),
    ...(skip.length === 0 ? [] : [`not in ${skip.join(' or ')}`]),
  ];
  const head = [`${name}: ${several(jobs.length, 'job')}, ${timeZone}`, ...bounds].join('; ');
  const digests =
    digest === undefined ? [] : [[digest.job, showWhen(digest), 'tells what was since the one before, on the scheduler’s terminal and by the Slack sinks']];
  const parts = [...jobs.map((job) => [job.job, ...jobLines(job)]), ...digests];
  return [head, ...parts.map(([title, ...lines]) => [`\n${title}`, ...lines.map((line) => `  ${line}`)].join('\n'))].join('\n');
}

const showWhen = ({ when }: Timed): string =>
  when.kind === 'at'
    ? `at ${when.cron}${when.jitter === 0 ? '' : `, up to ${showMs(when.jitter)} late`}`
    : `some time between ${when.from} and ${when.to}, ${showDays(when.days)}`;

function jobLines(job: Program): readonly string[] {
  const { what, vars, onNotHeld, retryRefused, announce } = job;
  const names = what.experiments.map((experiment) => experiment.name);
  const values = Object.entries(vars).map(([name, drawn]) => `${name}=${drawn.length === 1 ? drawn[0] : `one of ${drawn.join(', ')}`}`);
  return [
    showWhen(job),
    names.length === 1 ? (names[0] ?? '') : what.kind === 'suite' ? names.join(', then ') : `one of ${names.join(', ')}`,
    ...(values.length === 0 ? [] : [`with ${values.join('; ')}`]),
    ...(names.length > 1 && what.kind === 'suite'
      ? [onNotHeld === 'stop' ? 'stops at the first that does not hold' : 'goes on after one that does not hold']
      : []),
    ...(retryRefused === undefined ? [] : [`tries a refused one again every ${showMs(retryRefused.every)}, within ${showMs(retryRefused.within)}`]),
    ...(announce === undefined ? [] : [`announced ${showMs(announce)} before`]),
  ];
}

const showWindow = ({ days: on, from, to }: TimeWindow): string => `${showDays(on)} ${from}–${to}`;

function showDays(on: readonly Day[]): string {
  if (on.length === days.length) return 'every day';
  return on.length === 5 && days.slice(0, 5).every((day) => on.includes(day)) ? 'Monday to Friday' : on.join(', ');
}
