import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadCalendars } from '../../src/calendars/load.ts';
import type { Calendar } from '../../src/domain/program/circumstances.ts';
import type { Config } from '../../src/experiment/config.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeHttp, failure, silence } from '../fakes/http.ts';

const day = 24 * 3_600_000;
const text = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Off\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
const url = 'https://calendar.example/private-token/basic.ics';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fd-calendars-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const configOf = (calendars: Config['calendars'], unusable: Config['unusable'] = {}): Config => ({
  file: 'firedrill.config.yaml',
  folder,
  environments: {},
  incomplete: {},
  sinks: [],
  calendars,
  unusable,
});
const remote = configOf({ holidays: { kind: 'url', url } });

async function load(
  config: Config | undefined,
  http = new FakeHttp(() => ({ body: text })),
  clock = new FakeClock(),
): Promise<{ said: string; notes: readonly string[] }> {
  const loading = loadCalendars(['holidays'], config, { http, clock, cache: join(folder, 'calendars') });
  const { calendars, notes } = await loading;
  return { said: say(calendars['holidays']), notes };
}

function say(calendar: Calendar | undefined): string {
  if (calendar === undefined || calendar.kind === 'unreadable') return calendar?.why ?? 'it is not there';
  return calendar.at(Date.parse('2026-12-25T12:00:00Z'), 'UTC')?.title ?? 'nothing';
}

test('a file is read each time anew', async () => {
  const file = join(folder, 'holidays.ics');
  const config = configOf({ holidays: { kind: 'file', file } });
  await writeFile(file, text);
  expect(await load(config)).toEqual({ said: 'Off', notes: [] });
  await writeFile(file, text.replace('Off', 'Holiday'));
  expect(await load(config)).toEqual({ said: 'Holiday', notes: [] });
  await rm(file);
  expect((await load(config)).said).toMatch(/^there is no file \/.+\.ics$/);
});

test('a calendar that no config has, or that cannot be used on this machine, is unreadable and says so', async () => {
  expect((await load(undefined)).said).toBe('there is no config');
  expect((await load(configOf({}))).said).toBe('firedrill.config.yaml has none of this name');
  const problem = { file: 'firedrill.config.yaml', line: 1, column: 1, length: 1, message: 'Environment variable CALENDAR is not set.' };
  expect((await load(configOf({}, { 'calendars.holidays': [problem] }))).said).toBe('Environment variable CALENDAR is not set');
});

test('an address is asked within a time and a size', async () => {
  const http = new FakeHttp(() => ({ body: text }));
  expect(await load(remote, http)).toEqual({ said: 'Off', notes: [] });
  expect(http.calls).toMatchObject([{ url, limit: 4_194_304 }]);
  const clock = new FakeClock();
  const loading = load(remote, new FakeHttp(silence), clock);
  await clock.advance(10_000);
  expect((await loading).notes).toEqual([
    'Calendar holidays: its address gives nothing: no answer within 10000 ms; the copy of 2026-01-01T00:00:00.000Z counts, for 24 h more.',
  ]);
});

test('where an address fails the last good copy counts for a day, with a note, and no longer', async () => {
  const clock = new FakeClock();
  const http = new FakeHttp(() => ({ body: text }));
  await load(remote, http, clock);
  http.reply = () => Promise.reject(failure('ECONNREFUSED'));
  await clock.advance(day / 2);
  const note = 'Calendar holidays: its address gives nothing: connect ECONNREFUSED 127.0.0.1:1; the copy of 2026-01-01T00:00:00.000Z counts, for 12 h more.';
  expect(await load(remote, http, clock)).toEqual({ said: 'Off', notes: [note] });
  await clock.advance(day / 2 + 1);
  const old = 'its address gives nothing: connect ECONNREFUSED 127.0.0.1:1, and the copy of 2026-01-01T00:00:00.000Z is too old';
  expect(await load(remote, http, clock)).toEqual({ said: old, notes: [] });
});

test('an answer that is no calendar does not replace the copy, and is told', async () => {
  const clock = new FakeClock();
  const http = new FakeHttp(() => ({ body: '<html>sign in</html>' }));
  expect(await load(remote, http, clock)).toEqual({ said: 'its address answers what is no iCalendar file', notes: [] });
  http.reply = () => ({ body: text });
  await load(remote, http, clock);
  http.reply = () => ({ status: 302, body: '' });
  expect((await load(remote, http, clock)).notes[0]).toMatch(/^Calendar holidays: its address answers 302: it has moved; the copy of /);
  http.reply = () => ({ status: 500, body: text });
  expect((await load(remote, http, clock)).said).toBe('Off');
});

test('half a copy is none, and no copy says from where it is: an address may hold a token', async () => {
  const http = new FakeHttp(() => ({ body: text }));
  await load(remote, http);
  const [file = ''] = await readdir(join(folder, 'calendars'));
  const path = join(folder, 'calendars', file);
  const kept = await readFile(path, 'utf8');
  expect(file + kept).not.toContain('private-token');
  await writeFile(path, kept.slice(0, 60));
  http.reply = () => ({ status: 503 });
  expect((await load(remote, http)).said).toBe('its address answers 503');
});

test('a copy that cannot be kept keeps nobody from reading', async () => {
  await writeFile(join(folder, 'calendars'), 'in the way');
  expect(await load(remote)).toEqual({ said: 'Off', notes: [] });
});
