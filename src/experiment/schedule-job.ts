import { days, type Program, type When } from '../domain/program/program.ts';
import { showMs } from '../domain/units.ts';
import { check } from './check.ts';
import type { Problems } from './problems.ts';
import { readCron, type Times } from './schedule-cron.ts';
import { jobSchema, noJitter, soundParts, type JobInput } from './schedule-schema.ts';
import type { Path } from './source.ts';

export interface JobSaid extends Pick<Program, 'job' | 'onNotHeld' | 'retryRefused' | 'announce' | 'vars'> {
  readonly path: Path;
  /** Absent where the file is wrong about it. */
  readonly when?: When;
  readonly kind: 'suite' | 'one-of';
  /** Files and folders, as written. */
  readonly experiments: readonly string[];
}

interface Raw {
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
}

/** Everything that is wrong is said; of a job that is not sound, what it returns serves to look for more. */
export function readJob(problems: Problems, { name, path, value }: Raw, times: Times): JobSaid {
  const sound = check(problems, { path, noun: `job ${name}` }, jobSchema, value);
  const said: Partial<JobInput> = sound ?? soundParts(jobSchema, value);
  if (sound !== undefined) complainOfMissing(problems, path, sound);
  complainOfExcluded(problems, path, said);
  const when = readWhen(problems, path, said, times);
  const { suite, announce, vars = {} } = said;
  const retryRefused = readRetry(problems, path, said);
  return {
    job: name,
    path,
    kind: suite === undefined ? 'one-of' : 'suite',
    experiments: suite ?? said['one-of'] ?? [],
    vars,
    onNotHeld: said['on-not-held'] ?? 'stop',
    ...(when === undefined ? {} : { when }),
    ...(retryRefused === undefined ? {} : { retryRefused }),
    ...(announce === undefined ? {} : { announce }),
  };
}

function complainOfMissing(problems: Problems, path: Path, { cron, between, suite, 'one-of': oneOf }: JobInput): void {
  const job = String(path.at(-1));
  if (cron === undefined && between === undefined) {
    problems.add(path, `Job ${job} says no time.`, { on: 'key', expected: 'expected cron: "0 10 * * tue", or between: [10:00, 15:00]' });
  }
  if (suite === undefined && oneOf === undefined) {
    problems.add(path, `Job ${job} says no experiment.`, { on: 'key', expected: 'expected suite: or one-of:, with files or folders' });
  }
}

const excluded = [
  ['between', 'cron', 'cron says the time already.'],
  ['one-of', 'suite', 'suite says the experiments already.'],
  ['jitter', 'between', 'between draws its time already.'],
  ['days', 'cron', 'cron says the days already.'],
  ['on-not-held', 'one-of', 'one-of runs a single experiment, after which nothing comes.'],
] as const;

function complainOfExcluded(problems: Problems, path: Path, said: Partial<JobInput>): void {
  for (const [key, other, why] of excluded) {
    if (said[key] === undefined || said[other] === undefined) continue;
    problems.add([...path, key], `${key} has no effect: ${why}`, { on: 'key', expected: `expected ${key} or ${other}, not both` });
  }
}

function readRetry(problems: Problems, path: Path, { 'retry-refused': retry }: Partial<JobInput>): Program['retryRefused'] {
  if (retry === undefined || retry.every < retry.within) return retry;
  const wrong = `A try every ${showMs(retry.every)} never comes within ${showMs(retry.within)}.`;
  return problems.add([...path, 'retry-refused', 'every'], wrong, { expected: 'expected less than within' });
}

function readWhen(problems: Problems, path: Path, { cron, jitter, between, days: on }: Partial<JobInput>, times: Times): When | undefined {
  if (between !== undefined && between[0] >= between[1]) {
    const wrong = `Between ${between[0]} and ${between[1]} there is no time.`;
    problems.add([...path, 'between'], wrong, { expected: 'expected the earlier one first, on the same day; 24:00 is its end' });
  }
  if (cron !== undefined) return readCron(problems, path, { cron, jitter: jitter ?? noJitter }, times);
  return between === undefined ? undefined : { kind: 'between', from: between[0], to: between[1], days: on ?? days };
}
