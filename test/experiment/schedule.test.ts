import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { showProblems } from '../../src/experiment/problem.ts';
import { Problems } from '../../src/experiment/problems.ts';
import { scheduleJsonSchema } from '../../src/experiment/schedule-schema.ts';
import { readSchedule, type ScheduleSaid } from '../../src/experiment/schedule.ts';
import { parseSource } from '../../src/experiment/source.ts';
import { loadOccurrences } from '../../src/platform/occurrences.ts';

const occurrences = await loadOccurrences();
const head = 'apiVersion: firedrill/v1\nkind: Schedule\nname: weekly\ntime-zone: Europe/Berlin\n';
const job = (keys: string): string => `${head}jobs:\n  checkout: { suite: slow.yaml, ${keys} }\n`;

function read(text: string): { said: ScheduleSaid | undefined; complaints: string } {
  const problems = new Problems('schedule.yaml', parseSource(text));
  const said = readSchedule(problems, parseSource(text).value, occurrences);
  return { said, complaints: showProblems(problems.sorted(), text) };
}

/** The sentences without places and lines. */
const wrong = (text: string): readonly string[] =>
  [...read(text).complaints.matchAll(/^schedule\.yaml:\d+:\d+ {2}(.*)$/gm)].map(([, sentence = '']) => sentence);

function valid(text: string): ScheduleSaid {
  const { said, complaints } = read(text);
  expect(complaints).toBe('');
  if (said === undefined) throw new Error('nothing was read');
  return said;
}

test('a schedule says what runs when', () => {
  const said = valid(`${head}seed: 7
jobs:
  checkout:
    cron: "0 10 * * tue"
    jitter: 10m
    suite: [a.yaml, b.yaml]
    vars: { for: 30s, users: 5, fast: true }
    on-not-held: go-on
    retry-refused: { every: 15m, within: 2h }
    announce: 15m
  surprise: { between: [10:00, 15:00], days: working, one-of: ../shop, vars: { target: [a, b] } }
windows: [{ days: [mon, fri], from: 09:00, to: 24:00 }, { from: 00:00, to: 01:00 }]
skip: [holidays]
`);
  expect(said).toMatchObject({ name: 'weekly', timeZone: 'Europe/Berlin', seed: 7, skip: ['holidays'] });
  expect(said.windows[0]).toEqual({ days: ['mon', 'fri'], from: '09:00', to: '24:00' });
  expect(said.windows[1]?.days).toHaveLength(7);
  expect(said.jobs[0]).toEqual({
    job: 'checkout', path: ['jobs', 'checkout'], kind: 'suite', experiments: ['a.yaml', 'b.yaml'],
    when: { kind: 'at', cron: '0 10 * * tue', jitter: 600_000 },
    vars: { for: ['30s'], users: ['5'], fast: ['true'] }, onNotHeld: 'go-on', retryRefused: { every: 900_000, within: 7_200_000 }, announce: 900_000,
  }); // prettier-ignore
  expect(said.jobs[1]).toMatchObject({
    kind: 'one-of', experiments: ['../shop'], vars: { target: ['a', 'b'] }, onNotHeld: 'stop',
    when: { kind: 'between', from: '10:00', to: '15:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] },
  }); // prettier-ignore
});

test('a schedule says when its digest comes, by its own time zone', () => {
  expect(valid(`${job('cron: "0 10 * * *"')}digest: { cron: "0 9 * * mon" }\n`).digest).toEqual({ kind: 'at', cron: '0 9 * * mon', jitter: 0 });
  expect(valid(job('cron: "0 10 * * *"')).digest).toBeUndefined();
});

describe('what is wrong is said, with what was meant', () => {
  test('where it stands', () => {
    expect(read(job('cron: "0 10 * * *", jiter: 10m')).complaints).toBe(`schedule.yaml:6:53  jiter is not a key of job checkout.
  6 | checkout: { suite: slow.yaml, cron: "0 10 * * *", jiter: 10m }
    |                                                   ^^^^^  did you mean jitter?
`);
  });

  test('all of it at once, also of a job that has a misspelt key', () => {
    const text = `${head.replace('Berlin', 'Berln')}jobs:
  checkout: { corn: "0 10 * * *", suite: slow.yaml, announce: 15 }
  other: { cron: "61 * * * *", jiter: 1m, suite: slow.yaml }
windows: [{ from: 17:00, to: 09:00 }]
skip: holidays
`;
    expect(wrong(text)).toEqual([
      'Europe/Berln is not a time zone.',
      'corn is not a key of job checkout.',
      '15 is not a value of announce.',
      '"61 * * * *" is not a cron pattern: invalid value for minute: 61.',
      'jiter is not a key of job other.',
      'A window from 17:00 to 09:00 is never open.',
      'holidays is not a value of skip.',
    ]);
  });

  test.for([
    ['cron: "0 10 * *"', '"0 10 * *" is not a cron pattern: it has 4 fields, not 5.'],
    ['cron: "@daily"', '"@daily" is not a cron pattern: it has 1 field, not 5.'],
    ['cron: "0 0 10 * * *"', '"0 0 10 * * *" is not a cron pattern: it has 6 fields, not 5.'],
    ['cron: "? 10 * * *"', '"? 10 * * *" is not a cron pattern: ? means another time for everybody who reads it.'],
    ['cron: "0 10 30 2 *"', '"0 10 30 2 *" is never due.'],
    ['cron: "*/30 * * * *", jitter: 30m', 'A jitter of 30 m reaches the next slot: two of them are 30 m apart.'],
    ['between: [15:00, 10:00]', 'Between 15:00 and 10:00 there is no time.'],
    ['between: [10:00, 15:00], jitter: 10m', 'jitter has no effect: between draws its time already.'],
    ['cron: "0 10 * * *", days: working', 'days has no effect: cron says the days already.'],
    ['cron: "0 10 * * *", between: [10:00, 15:00]', 'between has no effect: cron says the time already.'],
    ['cron: "0 10 * * *", one-of: slow.yaml', 'one-of has no effect: suite says the experiments already.'],
    ['announce: 5m', 'Job checkout says no time.'],
    ['cron: "0 10 * * *", retry-refused: { every: 1h, within: 1h }', 'A try every 1 h never comes within 1 h.'],
    ['cron: "0 10 * * *", retry-refused: { every: 1h }', 'within is missing in retry-refused of job checkout.'],
    ['between: [10:00, 15:00], days: [monday]', 'a list is not a value of days.'],
    ['cron: "0 10 * * *", vars: { for: [] }', 'a list is not a value of for in vars.'],
    ['cron: "0 10 * * *", vars: { for: "${env:FOR}" }', '${env:FOR} refers to something, and a schedule knows no references.'],
  ])('%s', ([keys = '', sentence]) => {
    expect(wrong(job(keys))).toEqual([sentence]);
  });

  test('of a job without experiments, or with one of which nothing can come after it', () => {
    expect(wrong(`${head}jobs: { a: { cron: "0 10 * * *" } }\n`)).toEqual(['Job a says no experiment.']);
    expect(wrong(`${head}jobs: { a: { cron: "0 10 * * *", one-of: x.yaml, on-not-held: stop } }\n`)).toEqual([
      'on-not-held has no effect: one-of runs a single experiment, after which nothing comes.',
    ]);
    expect(wrong(`${head}jobs: {}\n`)).toEqual(['jobs is empty.']);
    expect(wrong(`${head}jobs: { "a b": { cron: "0 10 * * *", suite: x.yaml } }\n`)).toEqual(['a b is not a name.']);
  });

  test('of a time zone that is an offset, since that knows no summer', () => {
    expect(wrong(job('cron: "0 10 * * *"').replace('Europe/Berlin', '"+01:00"'))).toEqual(['+01:00 is not a time zone.']);
    for (const zone of ['UTC', 'Asia/Calcutta', 'US/Eastern']) expect(wrong(job('cron: "0 10 * * *"').replace('Europe/Berlin', zone))).toEqual([]);
  });

  test('of a digest, also that a job has its name', () => {
    expect(read(`${job('cron: "0 10 * * *"')}digest: { crn: "0 9 * * mon" }\n`).complaints).toBe(`schedule.yaml:7:11  crn is not a key of digest of a schedule.
  7 | digest: { crn: "0 9 * * mon" }
    |           ^^^  did you mean cron?
`);
    expect(wrong(`${job('cron: "0 10 * * *"')}digest: { cron: "0 9 * *" }\n`)).toEqual(['"0 9 * *" is not a cron pattern: it has 4 fields, not 5.']);
    expect(wrong(`${job('cron: "0 10 * * *"').replace('checkout', 'digest')}digest: { cron: "0 9 * * mon" }\n`)).toEqual([
      'A job cannot be called digest beside digest.',
    ]);
    expect(wrong(job('cron: "0 10 * * *"').replace('checkout', 'digest'))).toEqual([]);
    expect(wrong(`${job('cron: "0 10 * * *"')}digest: { cron: "0 9 * * mun", at: 9 }\n`)).toEqual([
      expect.stringMatching(/^"0 9 \* \* mun" is not a cron pattern: /),
      'at is not a key of digest of a schedule.',
    ]);
  });

  test('of an experiment, in one sentence', () => {
    expect(wrong('apiVersion: firedrill/v1\nkind: Experiment\nname: slow\nfaults: []\n')).toEqual(['This is an experiment, not a schedule.']);
  });

  test('of what is no mapping, or says nothing', () => {
    expect(wrong('- a\n').length).toBeGreaterThan(0);
    expect(wrong('kind: Schedule\n')).toEqual([
      'apiVersion is missing in a schedule.',
      'name is missing in a schedule.',
      'time-zone is missing in a schedule.',
      'jobs is missing in a schedule.',
    ]);
  });
});

describe('the schema for editors', () => {
  const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false }).compile(scheduleJsonSchema());

  test('accepts the schedules that we ship', () => {
    for (const folder of readdirSync('experiments')) {
      if (folder.endsWith('.md')) continue;
      for (const name of readdirSync(`experiments/${folder}`).filter((file) => file.endsWith('.yaml'))) {
        const file = parse(readFileSync(`experiments/${folder}/${name}`, 'utf8'));
        if (file.kind === 'Schedule') expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
      }
    }
    expect(validate(parse(readFileSync('experiments/weekly/schedule.yaml', 'utf8')))).toBe(true);
  });

  test.for([
    'jiter: 1m, cron: "0 10 * * *"',
    'announce: 1m',
    'cron: "0 10 * * *", between: [10:00, 15:00]',
    'cron: "0 10 * * *", one-of: x.yaml',
    'between: [10:00]',
    'cron: "0 10 * * *", jitter: 5',
  ])('underlines %s', (keys) => {
    expect(validate(parse(job(keys)))).toBe(false);
  });
});
