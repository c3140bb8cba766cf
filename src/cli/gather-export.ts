/** Reads all that a run of a schedule would read, so that it can be handed to another calendar. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative } from 'node:path';
import type { Program, Schedule } from '../domain/program/program.ts';
import { ms, type Ms } from '../domain/units.ts';
import { exitCodes } from '../domain/verdict.ts';
import type { Config } from '../experiment/config.ts';
import { findConfigPath } from '../experiment/config-path.ts';
import { loadOccurrences } from '../platform/occurrences.ts';
import { program } from '../platform/program.ts';
import { systemWall } from '../platform/wall.ts';
import { planFile } from '../planning/plan-file.ts';
import { readScheduleFile } from '../planning/schedule-file.ts';
import type { ExportedJob, Exporting } from '../schedule/export/exported.ts';
import { jobNamed } from './job-named.ts';
import { CommandFailed } from './problem.ts';

/** Beside an experiment's limits: preflight, baseline and recovery. */
const around = 600_000;

/** Everything of a schedule, or why its file is wrong, as people read it. @throws CommandFailed for a job it does not have, and for files that cannot go along. */
export async function gatherExport(name: string, job: string | undefined): Promise<Exporting | string> {
  const reading = await readScheduleFile(name, program.environment());
  if (reading.kind === 'invalid') return reading.text;
  const { schedule, config } = reading;
  const programs = job === undefined ? schedule.jobs : [jobNamed(schedule, job)];
  const found = findConfigPath(schedule.folder, existsSync);
  const folder = found === undefined ? schedule.folder : dirname(found);
  const experiments = programs.flatMap(({ what }) => what.experiments.map(({ file }) => file));
  const paths = [schedule.file, ...(found === undefined ? [] : [found]), ...experiments, ...calendarFiles(schedule, config)];
  const files = Object.fromEntries([...new Set(paths)].map((path) => [within(folder, path), readFileSync(path, 'utf8')]));
  return {
    schedule,
    jobs: await Promise.all(programs.map(limitsOf)),
    occurrences: await loadOccurrences(),
    from: systemWall.now(),
    folder,
    file: within(folder, schedule.file),
    files,
    env: variablesIn(Object.values(files)),
  };
}

function calendarFiles({ skip }: Schedule, config: Config | undefined): readonly string[] {
  return skip.flatMap((name) => {
    const source = config?.calendars[name];
    return source?.kind === 'file' ? [source.file] : [];
  });
}

function within(folder: string, path: string): string {
  const inside = relative(folder, path);
  if (!inside.startsWith('..') && !isAbsolute(inside)) return inside;
  throw new CommandFailed(`Cannot export ${path}: it lies outside ${folder}.`, 'Put firedrill.config.yaml into a folder above all of them.', exitCodes.invalid);
}

/** Names of variables that these refer to; where they are set is another's business. */
function variablesIn(texts: readonly string[]): readonly string[] {
  const names = texts.flatMap((text) => [...text.matchAll(/(?<!\$)\$\{\s*env:\s*([A-Za-z_]\w*)\s*\}/g)].flatMap(([, name]) => name ?? []));
  return [...new Set(names)].toSorted((a, b) => a.localeCompare(b));
}

async function limitsOf(job: Program): Promise<ExportedJob> {
  const each = await Promise.all(job.what.experiments.map(({ file, vars }) => limitsOfOne(file, job, vars)));
  const run = ({ duration, grace }: Limits): number => duration + grace + around;
  const all = job.what.kind === 'suite' ? each.reduce((sum, one) => sum + run(one), 0) : Math.max(...each.map(run));
  const waits = startsWithin(job) + (job.retryRefused?.within ?? 0);
  return { program: job, grace: ms(Math.max(...each.map(({ grace }) => grace))), longest: ms(all + waits) };
}

/** How long after it is due a slot may start. */
function startsWithin({ when }: Program): number {
  if (when.kind === 'at') return when.jitter;
  const [from, to] = [when.from, when.to].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  return ((to ?? 0) - (from ?? 0)) * 60_000;
}

interface Limits {
  readonly duration: Ms;
  readonly grace: Ms;
}

/** With each of its variables at the first value that may be drawn: limits that differ with them are the file's own affair. */
async function limitsOfOne(file: string, { vars }: Program, declared: readonly string[]): Promise<Limits> {
  const values = Object.fromEntries(declared.flatMap((name) => (vars[name]?.[0] === undefined ? [] : [[name, vars[name][0]]])));
  const planned = await planFile(file, { vars: values, env: program.environment(), rehearsal: false, seed: 0 });
  if (planned.kind === 'invalid') throw new CommandFailed(`Cannot export ${file}: ${planned.text.trimEnd()}`, 'Correct it first.', exitCodes.invalid);
  const { limits, faults } = planned.plan.experiment;
  // All faults may be taken out one after the other, and all of them once more.
  return { duration: limits.duration, grace: ms(2 * limits.restore * Math.max(1, faults.length) + 30_000) };
}
