/** A schedule as its file says it: everything but what stands in other files. */
import { local } from '../domain/program/local.ts';
import { digestJob } from '../domain/program/digest.ts';
import type { Occurrences } from '../domain/program/circumstances.ts';
import type { Schedule, TimeWindow, When } from '../domain/program/program.ts';
import { check } from './check.ts';
import { isMapping } from './document.ts';
import { readNamed } from './names.ts';
import { hint } from './nearest.ts';
import type { Problems } from './problems.ts';
import { readCron, type Times } from './schedule-cron.ts';
import { readJob, type JobSaid } from './schedule-job.ts';
import { digestSchema, noJitter, scheduleSchema, soundParts } from './schedule-schema.ts';
import type { Path } from './source.ts';

export interface ScheduleSaid extends Pick<Schedule, 'name' | 'timeZone' | 'seed' | 'skip'> {
  readonly windows: readonly TimeWindow[];
  readonly jobs: readonly JobSaid[];
  readonly digest?: When;
}

/** Says everything that is wrong to `problems`; what it returns is worth something only where nothing is. */
export function readSchedule(problems: Problems, value: unknown, occurrences: Occurrences): ScheduleSaid | undefined {
  if (isMapping(value) && value['kind'] === 'Experiment') {
    return problems.add(['kind'], 'This is an experiment, not a schedule.', { expected: 'expected Schedule; one names experiments under jobs' });
  }
  complainOfReferences(problems, value, []);
  const said = check(problems, { path: [], noun: 'a schedule' }, scheduleSchema, value) ?? soundParts(scheduleSchema, value);
  const { name = '', seed = 0, skip = [], windows = [] } = said;
  const timeZone = readTimeZone(problems, said['time-zone']) ?? 'UTC';
  complainOfWindows(problems, windows);
  const entries = isMapping(value) && isMapping(value['jobs']) ? readNamed(problems, { path: ['jobs'], value: value['jobs'] }) : [];
  const jobs = entries.map(([job, raw, path]) => readJob(problems, { name: job, path, value: raw }, { occurrences, timeZone }));
  const digest = readDigest(problems, isMapping(value) ? value['digest'] : undefined, entries, { occurrences, timeZone });
  return { name, timeZone, seed, skip, windows, jobs, ...(digest === undefined ? {} : { digest }) };
}

/** Its slots are told from those of jobs by their name alone. */
function readDigest(problems: Problems, value: unknown, jobs: readonly (readonly [string, unknown, Path])[], times: Times): When | undefined {
  if (value === undefined) return undefined;
  for (const [name, , path] of jobs)
    if (name === digestJob) problems.add(path, 'A job cannot be called digest beside digest.', { on: 'key', expected: 'expected another name' });
  const { cron } = soundParts(digestSchema, value);
  return cron === undefined ? undefined : readCron(problems, ['digest'], { cron, jitter: noJitter }, times);
}

function complainOfWindows(problems: Problems, windows: readonly TimeWindow[]): void {
  for (const [index, { from, to }] of windows.entries()) {
    if (from < to) continue;
    problems.add(['windows', index, 'to'], `A window from ${from} to ${to} is never open.`, {
      expected: 'expected one that ends later on the same day; 24:00 is its end',
    });
  }
}

function readTimeZone(problems: Problems, value: string | undefined): string | undefined {
  if (value === undefined || problems.isUnresolved(['time-zone'])) return undefined; // said already
  if (isZone(value)) return value;
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const told = hint(value, zones);
  return problems.add(
    ['time-zone'],
    `${value} is not a time zone.`,
    'suggestion' in told ? told : { expected: 'expected a name such as Europe/Berlin, or UTC' },
  );
}

/** By name: an offset such as +01:00 knows no summer. */
function isZone(name: string): boolean {
  try {
    return local(0, name).date !== '' && /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** Experiments have references; here one would be taken for its own spelling. */
function complainOfReferences(problems: Problems, value: unknown, path: Path): void {
  if (Array.isArray(value)) value.forEach((item, index) => complainOfReferences(problems, item, [...path, index]));
  else if (isMapping(value)) for (const [key, inner] of Object.entries(value)) complainOfReferences(problems, inner, [...path, key]);
  else if (typeof value === 'string' && value.includes('${')) {
    problems.add(path, `${value} refers to something, and a schedule knows no references.`, {
      expected: 'expected the value itself; ${env:NAME} may stand in the experiment',
    });
    problems.unresolved.push(path);
  }
}
