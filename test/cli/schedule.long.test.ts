import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { place } from './firedrill.ts';

const experiment = (name: string): string => `apiVersion: firedrill/v1
kind: Experiment
name: ${name}
hypothesis: It does not matter here.
vars: { for: { type: duration, default: 5s } }
slis: { up: { http: "http://127.0.0.1:1/ready", measure: up } }
steady-state: { up: { equals: 1 } }
faults: [{ type: command, inject: [touch, off], restore: [rm, off], for: "\${var:for}" }]
expect: { during: { up: { equals: 1 } } }
abort: { none: a test }
`;

const schedule = `apiVersion: firedrill/v1
kind: Schedule
name: weekly
time-zone: Europe/Berlin
jobs:
  checkout: { cron: "0 10 * * tue", suite: [slow.yaml, broken.yaml], vars: { for: 30s }, announce: 15m, retry-refused: { every: 15m, within: 2h } }
  surprise: { between: [10:00, 15:00], days: [fri], one-of: [slow.yaml, broken.yaml], vars: { for: [10s, 20s] } }
windows: [{ days: working, from: 09:00, to: 17:00 }]
skip: [holidays]
`;

const holidays =
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Christmas Day\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

async function drills(): Promise<Awaited<ReturnType<typeof place>>> {
  const made = await place();
  await made.write('slow.yaml', experiment('slow'));
  await made.write('broken.yaml', experiment('broken'));
  await made.write('schedule.yaml', schedule);
  await made.write('holidays.ics', holidays);
  await made.write('firedrill.config.yaml', 'environments: { local: { production: false } }\ncalendars: { holidays: { file: holidays.ics } }\n');
  return made;
}

describe('schedule next', () => {
  test('says of each slot when it comes, here and in UTC, and what it runs, or why it will not', async () => {
    await using here = await drills();
    const { code, out, err } = await here.firedrill('schedule', 'next', 'schedule.yaml', '--from', '2026-12-18', '--count', '4');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`Fri 2026-12-18 11:28:00 +01:00  2026-12-18T10:28:00Z  surprise  slow (for=10s), drawn of 2
Tue 2026-12-22 10:00:00 +01:00  2026-12-22T09:00:00Z  checkout  slow (for=30s), then broken (for=30s); announced at 09:45
Fri 2026-12-25 14:57:00 +01:00  2026-12-25T13:57:00Z  surprise  skipped: 2026-12-25 is in holidays: Christmas Day
Tue 2026-12-29 10:00:00 +01:00  2026-12-29T09:00:00Z  checkout  slow (for=30s), then broken (for=30s); announced at 09:45
`);
  });

  test('as JSON says the seeds too', async () => {
    await using here = await drills();
    const { out } = await here.firedrill('schedule', 'next', 'schedule.yaml', '--from', '2026-12-19', '--count', '1', '--job', 'checkout', '--json');
    const file = join(here.path, 'slow.yaml');
    expect(JSON.parse(out)).toMatchObject({
      schedule: 'weekly',
      timeZone: 'Europe/Berlin',
      slots: [
        {
          job: 'checkout',
          slot: '2026-12-22T09:00:00.000Z',
          start: '2026-12-22T09:00:00.000Z',
          local: '2026-12-22T10:00:00+01:00',
          announced: '2026-12-22T08:45:00.000Z',
          runs: [{ experiment: 'slow', file, vars: { for: '30s' }, seed: expect.any(Number) }, { experiment: 'broken' }],
        },
      ],
    });
  });

  test('of a job that there is not, of a day that is none and of a file that is wrong ends with 2', async () => {
    await using here = await drills();
    const [job, day, file] = await Promise.all([
      here.firedrill('schedule', 'next', 'schedule.yaml', '--job', 'chekout'),
      here.firedrill('schedule', 'next', 'schedule.yaml', '--from', 'tomorrow'),
      here.firedrill('schedule', 'next', 'slow.yaml'),
    ]);
    expect(job).toEqual({ code: 2, out: '', err: 'Cannot find job chekout: weekly has none of this name.\n  Name one of checkout, surprise.\n' });
    expect(day.code).toBe(2);
    expect(day.err).toContain('Write a day (it begins in UTC) such as 2026-12-24');
    expect(file).toEqual({
      code: 2,
      out: '',
      err: 'slow.yaml:2:7  This is an experiment, not a schedule.\n  2 | kind: Experiment\n    |       ^^^^^^^^^^  expected Schedule; one names experiments under jobs\n',
    });
  });
});

test('schedule list reads a schedule aloud', async () => {
  await using here = await drills();
  const { code, out } = await here.firedrill('schedule', 'list', 'schedule.yaml');
  expect({ code, out }).toEqual({
    code: 0,
    out: `weekly: 2 jobs, Europe/Berlin; only Monday to Friday 09:00–17:00; not in holidays

checkout
  at 0 10 * * tue
  slow, then broken
  with for=30s
  stops at the first that does not hold
  tries a refused one again every 15 m, within 2 h
  announced 15 m before

surprise
  some time between 10:00 and 15:00, fri
  one of slow, broken
  with for=one of 10s, 20s
`,
  });
});

test('a digest is foretold, read aloud, and said to be left out of an export', async () => {
  await using here = await drills();
  await here.write('schedule.yaml', `${schedule}digest: { cron: "0 9 * * mon" }\n`);
  const from = ['schedule.yaml', '--from', '2026-12-19'];
  const [next, json, list, exported] = await Promise.all([
    here.firedrill('schedule', 'next', ...from, '--count', '2'),
    here.firedrill('schedule', 'next', ...from, '--count', '1', '--job', 'digest', '--json'),
    here.firedrill('schedule', 'list', 'schedule.yaml'),
    here.firedrill('schedule', 'export', 'schedule.yaml', '--to', 'github'),
  ]);
  expect(next.out).toBe(`Mon 2026-12-21 09:00:00 +01:00  2026-12-21T08:00:00Z  digest    tells what was since Mon 2026-12-14 09:00
Tue 2026-12-22 10:00:00 +01:00  2026-12-22T09:00:00Z  checkout  slow (for=30s), then broken (for=30s); announced at 09:45
`);
  const times = { slot: '2026-12-21T08:00:00.000Z', start: '2026-12-21T08:00:00.000Z', local: '2026-12-21T09:00:00+01:00' };
  expect(JSON.parse(json.out).slots).toEqual([{ job: 'digest', ...times, since: '2026-12-14T08:00:00.000Z' }]);
  expect(list.out.split('\n\n').at(-1)).toBe(`digest
  at 0 9 * * mon
  tells what was since the one before, on the scheduler’s terminal and by the Slack sinks
`);
  expect(exported.code).toBe(0);
  expect(exported.err).toBe('The digest is not in it: have a timer of your own call firedrill digest --post, where runs and store are those of the drills.\n');
});

describe('schedule check', () => {
  test('says that all is well, and what comes next', async () => {
    await using here = await drills();
    const { code, out, err } = await here.firedrill('schedule', 'check', 'schedule.yaml');
    expect({ code, err, first: out.split('\n')[0] }).toEqual({ code: 0, err: '', first: 'schedule.yaml: valid. Next:' });
  });

  test('says what cannot be read, with its place, and ends with 2', async () => {
    await using here = await drills();
    await here.write('holidays.ics', '<html>');
    const { code, out, err } = await here.firedrill('schedule', 'check', 'schedule.yaml');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^schedule\.yaml:9:8 {2}Calendar holidays cannot be read: /);
  });
});

describe('schedule once', () => {
  const yearly = (month: number): string => schedule.replace('0 10 * * tue', `0 10 1 ${month} *`).replace(', announce: 15m', '');

  test("of a timer at an hour that is none of the job's ends with 0, says when it comes, and starts nothing", async () => {
    await using here = await drills();
    await here.write('schedule.yaml', yearly(new Date().getUTCMonth() === 5 ? 1 : 6));
    const { code, out, err } = await here.firedrill('schedule', 'once', 'schedule.yaml', '--job', 'checkout');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Nothing is due: checkout comes at \w{3} \d{4}-0[16]-01 10:00\.\n$/);
  });

  test('starts nothing without a store, or of a job that is not there', async () => {
    await using here = await drills();
    await here.write('firedrill.config.yaml', 'environments: { local: { production: false } }\nstore: { postgres: "${env:NO_SUCH_STORE}" }\n');
    await here.write('schedule.yaml', schedule.replace('skip: [holidays]\n', ''));
    expect(await here.firedrill('schedule', 'once', 'schedule.yaml', '--job', 'checkout')).toMatchObject({
      code: 4,
      err: expect.stringContaining('Cannot run checkout: no slot can be claimed, so nothing was started.'),
    });
    expect(await here.firedrill('schedule', 'once', 'schedule.yaml', '--job', 'chekout')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Name one of checkout, surprise.'),
    });
  });
});

test('a schedule is no experiment: validate says so, and a folder of both runs the experiments alone', async () => {
  await using here = await drills();
  const [alone, folder] = await Promise.all([here.firedrill('validate', 'schedule.yaml'), here.firedrill('validate', '.')]);
  expect(alone).toMatchObject({ code: 2, err: expect.stringContaining('This is a schedule, not an experiment.') });
  expect(folder).toEqual({ code: 0, out: 'broken.yaml: valid\nslow.yaml: valid\n', err: '' });
});
