import type { Occurrences } from '../domain/program/circumstances.ts';
import { days, type Program, type When } from '../domain/program/program.ts';
import { showMs } from '../domain/units.ts';
import { check } from './check.ts';
import type { Problems } from './problems.ts';
import { jobSchema, noJitter, type JobInput } from './schedule-schema.ts';
import type { Path } from './source.ts';

export interface JobSaid extends Pick<Program, 'job' | 'when' | 'onNotHeld' | 'retryRefused' | 'announce' | 'vars'> {
  readonly path: Path;
  readonly kind: 'suite' | 'one-of';
  /** Files and folders, as written. */
  readonly experiments: readonly string[];
}

interface Raw {
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
}

interface Times {
  readonly occurrences: Occurrences;
  readonly timeZone: string;
}

export function readJob(problems: Problems, { name, path, value }: Raw, times: Times): JobSaid | undefined {
  const said = check(problems, { path, noun: `job ${name}` }, jobSchema, value);
  if (said === undefined) return undefined;
  complainOfPairs(problems, path, said);
  const when = readWhen(problems, path, said, times);
  const { suite, announce, vars } = said;
  const retryRefused = said['retry-refused'];
  if (retryRefused !== undefined && retryRefused.every >= retryRefused.within) {
    problems.add([...path, 'retry-refused', 'every'], `A try every ${showMs(retryRefused.every)} never comes within ${showMs(retryRefused.within)}.`, {
      expected: 'expected less than within',
    });
  }
  if (when === undefined) return undefined;
  return {
    job: name,
    path,
    when,
    kind: suite === undefined ? 'one-of' : 'suite',
    experiments: suite ?? said['one-of'] ?? [],
    vars,
    onNotHeld: said['on-not-held'] ?? 'stop',
    ...(retryRefused === undefined ? {} : { retryRefused }),
    ...(announce === undefined ? {} : { announce }),
  };
}

/** Keys that exclude, or need, one another. */
function complainOfPairs(problems: Problems, path: Path, said: JobInput): void {
  const has = (key: keyof JobInput): boolean => said[key] !== undefined;
  const job = String(path.at(-1));
  if (!has('cron') && !has('between'))
    problems.add(path, `Job ${job} says no time.`, { on: 'key', expected: 'expected cron: "0 10 * * tue", or between: [10:00, 15:00]' });
  if (!has('suite') && !has('one-of'))
    problems.add(path, `Job ${job} says no experiment.`, { on: 'key', expected: 'expected suite: or one-of:, with files or folders' });
  const excluded = [
    ['between', 'cron', 'cron says the time already.'],
    ['one-of', 'suite', 'suite says the experiments already.'],
    ['jitter', 'between', 'between draws its time already.'],
    ['days', 'cron', 'cron says the days already.'],
    ['on-not-held', 'one-of', 'one-of runs a single experiment, after which nothing comes.'],
  ] as const;
  for (const [key, other, why] of excluded) {
    if (has(key) && has(other)) problems.add([...path, key], `${key} has no effect: ${why}`, { on: 'key', expected: `expected ${key} or ${other}, not both` });
  }
}

function readWhen(problems: Problems, path: Path, { cron, jitter, between, days: on }: JobInput, times: Times): When | undefined {
  if (cron !== undefined) return readCron(problems, path, { cron, jitter: jitter ?? noJitter }, times);
  if (between === undefined) return undefined;
  const [from, to] = between;
  if (from < to) return { kind: 'between', from, to, days: on ?? days };
  return problems.add([...path, 'between'], `Between ${from} and ${to} there is no time.`, {
    expected: 'expected the earlier one first, on the same day; 24:00 is its end',
  });
}

/** Each slot must be over its jitter before the next is due; this many are looked at, from a day on that any schedule has to cope with. */
const looked = 60;
const from = 1_798_761_600_000; // 2027-01-01T00:00:00Z

function readCron(problems: Problems, path: Path, { cron, jitter }: Omit<Extract<When, { kind: 'at' }>, 'kind'>, times: Times): When | undefined {
  const at = [...path, 'cron'];
  const dues = duesOf(cron, times);
  if (typeof dues === 'string')
    return problems.add(at, `"${cron}" is not a cron pattern: ${dues}.`, { expected: 'expected minute hour day month weekday, such as "0 10 * * tue"' });
  if (dues.length === 0) return problems.add(at, `"${cron}" is never due.`, { expected: 'expected a day that some month has' });
  const closest = Math.min(...dues.slice(1).map((due, index) => due - (dues[index] ?? due)));
  if (jitter >= closest)
    return problems.add([...path, 'jitter'], `A jitter of ${showMs(jitter)} reaches the next slot: two of them are ${showMs(closest)} apart.`);
  return { kind: 'at', cron, jitter };
}

/** The reason where it is no pattern. `?` would mean whenever it was read. */
function duesOf(cron: string, { occurrences, timeZone }: Times): readonly number[] | string {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return `it has ${fields.length} field${fields.length === 1 ? '' : 's'}, not 5`;
  if (cron.includes('?')) return '? means another time for everybody who reads it';
  try {
    const dues: number[] = [];
    for (let due = occurrences.after(cron, timeZone, from); due !== undefined && dues.length < looked; due = occurrences.after(cron, timeZone, due))
      dues.push(due);
    return dues;
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .replace(/^CronPattern: /, '')
      .replace(/\.$/, '')
      .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  }
}
