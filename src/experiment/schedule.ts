/** A schedule as its file says it: everything but what stands in other files. */
import { local } from '../domain/program/local.ts';
import type { Occurrences } from '../domain/program/circumstances.ts';
import { check } from './check.ts';
import { isMapping } from './document.ts';
import { readNamed } from './names.ts';
import { hint } from './nearest.ts';
import type { Problems } from './problems.ts';
import { readJob, type JobSaid } from './schedule-job.ts';
import { scheduleSchema, type ScheduleInput } from './schedule-schema.ts';
import type { Path } from './source.ts';

export interface ScheduleSaid extends Omit<ScheduleInput, 'jobs'> {
  readonly jobs: readonly JobSaid[];
}

/** Says everything that is wrong to `problems`; what it returns is worth something only where nothing is. */
export function readSchedule(problems: Problems, value: unknown, occurrences: Occurrences): ScheduleSaid | undefined {
  complainOfReferences(problems, value, []);
  const said = check(problems, { path: [], noun: 'a schedule' }, scheduleSchema, value);
  if (!isMapping(value)) return undefined;
  const timeZone = readTimeZone(problems, value['time-zone']);
  const entries = isMapping(value['jobs']) ? readNamed(problems, { path: ['jobs'], value: value['jobs'] }) : [];
  const jobs = entries.flatMap(([name, raw, path]) => readJob(problems, { name, path, value: raw }, { occurrences, timeZone: timeZone ?? 'UTC' }) ?? []);
  said?.windows.forEach(({ from, to }, index) => {
    if (from >= to)
      problems.add(['windows', index, 'to'], `A window from ${from} to ${to} is never open.`, {
        expected: 'expected one that ends later on the same day; 24:00 is its end',
      });
  });
  return said === undefined ? undefined : { ...said, jobs };
}

function readTimeZone(problems: Problems, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined; // said already
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
