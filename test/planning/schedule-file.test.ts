import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readScheduleFile } from '../../src/planning/schedule-file.ts';
import { checkSchedule } from '../../src/planning/schedule-check.ts';
import type { Schedule } from '../../src/domain/program/program.ts';
import { experimentsIn } from '../../src/planning/experiments-in.ts';
import { loadOccurrences } from '../../src/platform/occurrences.ts';

const head = 'apiVersion: firedrill/v1\nkind: Schedule\nname: weekly\ntime-zone: Europe/Berlin\n';
const at = 'cron: "0 10 * * tue"';

/** An experiment that is valid wherever it lies; its only variables are those given. */
const experiment = (name: string, vars = ''): string => `apiVersion: firedrill/v1
kind: Experiment
name: ${name}
hypothesis: It does not matter here.
${vars === '' ? '' : `vars: { ${vars} }\n`}slis: { up: { http: "http://127.0.0.1:1/ready", measure: up } }
steady-state: { up: { equals: 1 } }
faults: [{ type: command, inject: [touch, off], restore: [rm, off], for: ${vars === '' ? '10s' : '"${var:for}"'} }]
expect: { during: { up: { equals: 1 } } }
abort: { none: a test }
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fd-schedule-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function valid(): Promise<Schedule> {
  const reading = await readScheduleFile(join(folder, 'schedule.yaml'), {});
  if (reading.kind === 'invalid') throw new Error(reading.text);
  return reading.schedule;
}

async function complaints(): Promise<string> {
  const reading = await readScheduleFile(join(folder, 'schedule.yaml'), {});
  if (reading.kind === 'valid') throw new Error('it is valid');
  return reading.text.replaceAll(`${folder}/`, '').replaceAll(`${relative('.', folder)}/`, '');
}

const schedule = (keys: string, more = ''): string => `${head}jobs:\n  checkout: { ${at}, ${keys} }\n${more}`;

describe('experiments', () => {
  test('are files and folders, counted from the schedule, in order; of a folder every experiment, by name, and no schedule', async () => {
    await write({
      'schedule.yaml': schedule('suite: [shop, other/c.yaml]'),
      'shop/b.yaml': experiment('b'),
      'shop/a.yaml': experiment('a'),
      'shop/weekly.yaml': schedule('suite: a.yaml'),
      'shop/notes.txt': 'kind: Experiment',
      'other/c.yaml': experiment('c'),
    });
    const { jobs, file } = await valid();
    expect(file).toBe(join(folder, 'schedule.yaml'));
    expect(jobs[0]?.what.experiments).toEqual([
      { name: 'a', file: join(folder, 'shop/a.yaml'), vars: [], environments: ['local'] },
      { name: 'b', file: join(folder, 'shop/b.yaml'), vars: [], environments: ['local'] },
      { name: 'c', file: join(folder, 'other/c.yaml'), vars: [], environments: ['local'] },
    ]);
    expect(experimentsIn(join(folder, 'shop')).map((path) => relative(folder, path))).toEqual(['shop/a.yaml', 'shop/b.yaml']);
  });

  test('that are not there, or a folder without any, are mistakes of the schedule', async () => {
    await write({ 'schedule.yaml': schedule('suite: [nowhere.yaml, empty]'), 'empty/notes.md': '' });
    expect(await complaints()).toBe(
      `schedule.yaml:6:45  nowhere.yaml is not there.
  6 | checkout: { cron: "0 10 * * tue", suite: [nowhere.yaml, empty] }
    |                                           ^^^^^^^^^^^^  expected a file or folder; its path counts from ${folder}

schedule.yaml:6:59  There is no experiment in empty.
  6 | checkout: { cron: "0 10 * * tue", suite: [nowhere.yaml, empty] }
    |                                                         ^^^^^  expected a folder in which files say kind: Experiment
`,
    );
  });

  test('that are not valid keep the schedule from being so, with both places', async () => {
    await write({ 'schedule.yaml': schedule('suite: a.yaml'), 'a.yaml': experiment('a').replace('hypothesis', 'hypotesis') });
    const said = await complaints();
    expect(said).toContain('a.yaml cannot be run: it is not valid.');
    expect(said).toContain('a.yaml:4:1  hypotesis is not a key of an experiment.');
  });
});

test('a digest comes by the time zone of its schedule, under its name', async () => {
  await write({ 'schedule.yaml': schedule('suite: a.yaml', 'digest: { cron: "0 9 * * mon" }\n'), 'a.yaml': experiment('a') });
  const when = { kind: 'at', cron: '0 9 * * mon', jitter: 0 };
  expect((await valid()).digest).toEqual({ schedule: 'weekly', job: 'digest', timeZone: 'Europe/Berlin', when });
});

describe('variables', () => {
  const two = { 'a.yaml': experiment('a', 'for: { type: duration, default: 5s }'), 'b.yaml': experiment('b') };

  test('reach those experiments that declare them', async () => {
    await write({ 'schedule.yaml': schedule('suite: [a.yaml, b.yaml], vars: { for: 30s }'), ...two });
    expect((await valid()).jobs[0]?.what.experiments.map(({ vars }) => vars)).toEqual([['for'], []]);
  });

  test('that none declares are mistakes', async () => {
    await write({ 'schedule.yaml': schedule('suite: [a.yaml, b.yaml], vars: { fro: 30s }'), ...two });
    expect(await complaints()).toMatch(/No experiment of job checkout declares a variable fro\.\n.*\n.*did you mean for\?/);
  });

  test('are held against the experiment with every value that may be drawn', async () => {
    await write({ 'schedule.yaml': schedule('suite: a.yaml, vars: { for: [30s, soon] }'), ...two });
    const said = await complaints();
    expect(said).toContain('a.yaml cannot be run: it is not valid.');
    expect(said).toContain('--var for=soon is not a duration.');
  });

  test('may draw its environment: then it may go to each of them', async () => {
    const drawn = experiment('a', 'for: { type: duration, default: 5s }, where: { type: text, default: local }').replace(
      'hypothesis',
      'environment: "${var:where}"\nhypothesis',
    );
    await write({ 'schedule.yaml': schedule('suite: a.yaml, vars: { where: [staging, production] }'), 'a.yaml': drawn });
    expect((await valid()).jobs[0]?.what.experiments[0]?.environments).toEqual(['staging', 'production']);
  });

  test('without which an experiment has no value are required', async () => {
    await write({ 'schedule.yaml': schedule('suite: a.yaml'), 'a.yaml': experiment('a', 'for: { type: duration }') });
    expect(await complaints()).toContain('Variable for has no value.');
  });
});

describe('calendars', () => {
  test('are those of the config', async () => {
    await write({ 'schedule.yaml': schedule('suite: a.yaml', 'skip: [holiday]\n'), 'a.yaml': experiment('a') });
    expect(await complaints()).toContain('Calendar holiday is nowhere: there is no config.');
    await write({ 'firedrill.config.yaml': 'environments: { local: { production: false } }\ncalendars: { holidays: { file: holidays.ics } }\n' });
    expect(await complaints()).toMatch(/holiday is not a calendar of .*firedrill\.config\.yaml\.\n.*\n.*did you mean holidays\?/);
  });

  test('that cannot be used on this machine make no schedule invalid: its slots are skipped', async () => {
    await write({
      'schedule.yaml': schedule('suite: a.yaml', 'skip: [holidays]\n'),
      'a.yaml': experiment('a'),
      'firedrill.config.yaml': 'environments: { local: { production: false } }\ncalendars: { holidays: { url: "${env:CALENDAR}" } }\n',
    });
    expect((await valid()).skip).toEqual(['holidays']);
  });
});

describe('a check', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  const check = async (calendars = {}): Promise<string> => {
    const checked = { schedule: await valid(), calendars, occurrences: await loadOccurrences() };
    return (await checkSchedule(join(folder, 'schedule.yaml'), checked, { env: {}, now })).replaceAll(`${folder}/`, '');
  };

  test('finds nothing where nothing is wrong', async () => {
    await write({ 'schedule.yaml': schedule('suite: a.yaml'), 'a.yaml': experiment('a') });
    expect(await check()).toBe('');
  });

  test('finds a job that never runs, with the reason for its first slot', async () => {
    await write({ 'schedule.yaml': schedule('suite: a.yaml', 'windows: [{ from: 11:00, to: 12:00 }]\n'), 'a.yaml': experiment('a') });
    expect(await check()).toBe(`schedule.yaml:6:3  The next 20 slots of job checkout are all skipped.
  6 | checkout: { cron: "0 10 * * tue", suite: a.yaml }
    | ^^^^^^^^  the first: Tue 2026-12-01 10:00 is outside the windows
`);
  });

  test('finds a calendar that cannot be read, and does not call each job idle besides', async () => {
    await write({
      'schedule.yaml': schedule('suite: a.yaml', 'skip: [holidays]\n'),
      'a.yaml': experiment('a'),
      'firedrill.config.yaml': 'environments: { local: { production: false } }\ncalendars: { holidays: { file: holidays.ics } }\n',
    });
    expect(await check({ holidays: { kind: 'unreadable', why: 'it is no iCalendar file' } }))
      .toBe(`schedule.yaml:7:8  Calendar holidays cannot be read: it is no iCalendar file.
  7 | skip: [holidays]
    |        ^^^^^^^^  expected a calendar that can be: what is unknown skips every slot
`);
  });

  test('finds what the environment of an experiment does not allow', async () => {
    await write({ 'schedule.yaml': schedule('suite: a.yaml'), 'a.yaml': experiment('a').replace('hypothesis', 'environment: prod\nhypothesis') });
    expect(await check()).toMatch(/^schedule\.yaml:6:\d+ {2}a will be refused: .*prod/);
  });
});

test('a file that is not there, or no YAML, is said', async () => {
  expect(await complaints()).toBe('Cannot read schedule.yaml: there is no such file. Name a schedule file.\n');
  await write({ 'schedule.yaml': 'kind: [\n' });
  expect(await complaints()).toMatch(/^schedule\.yaml:\d+:\d+ {2}This is not YAML: /);
});

test('the schedule that we ship is valid', async () => {
  const reading = await readScheduleFile('experiments/weekly/schedule.yaml', {});
  expect(reading.kind === 'invalid' ? reading.text : reading.kind).toBe('valid');
  expect(await readFile('experiments/weekly/holidays.ics', 'utf8')).toContain('BEGIN:VCALENDAR');
});
