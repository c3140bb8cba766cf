import { expect, test } from 'vitest';
import type { Calendars } from '../../src/domain/program/circumstances.ts';
import { ms } from '../../src/domain/units.ts';
import { runNow, type NowEnd } from '../../src/schedule/run-now.ts';
import { job, kinds, place, scheduleOf, suite, type Place } from './places.ts';

const freeze: Calendars = { freezes: { kind: 'read', at: () => ({ kind: 'day', title: 'year end' }) } };

function now(at: Place, program = job(), more: { readonly despiteCalendars?: boolean; readonly operator?: AbortSignal } = {}): Promise<NowEnd> {
  const { despiteCalendars = false, operator = new AbortController().signal } = more;
  return runNow(program, scheduleOf(program), at.desk, { despiteCalendars, operator });
}

test('a job runs now by the road of every slot, outside its windows too', async () => {
  const at = place();
  const program = job({ what: suite('slow', 'down'), windows: [{ days: ['sun'], from: '10:00', to: '11:00' }], announce: ms(60_000) });
  expect(await now(at, program)).toEqual({ kind: 'ran', code: 0 });
  const steps = await at.steps();
  expect(kinds(steps)).toEqual(['claimed', 'started', 'ended', 'started', 'ended', 'finished']);
  expect(new Set(steps.map(({ slot }) => slot))).toEqual(new Set(['now 2026-12-07T09:59:00.000Z']));
});

test('the exit code is that of the worst run', async () => {
  const at = place();
  at.runs.course = ({ nth }) => ({ outcome: nth === 0 ? 'refuted' : 'held' });
  expect(await now(at, job({ what: suite('slow', 'down'), onNotHeld: 'go-on' }))).toEqual({ kind: 'ran', code: 1 });
  expect(at.runs.started).toHaveLength(2);
});

test('what a calendar has taken is no time for a person either, unless they say so; a calendar that cannot be read is taken', async () => {
  const at = place({ desk: { calendars: async () => freeze } });
  const program = job({ skip: ['freezes'] });
  expect(await now(at, program)).toEqual({ kind: 'refused', why: '2026-12-07 is in freezes: year end', byCalendar: true });
  expect(await at.steps()).toEqual([]);
  expect(await now(at, program, { despiteCalendars: true })).toEqual({ kind: 'ran', code: 0 });
  const unread = place({ desk: { calendars: async () => ({ freezes: { kind: 'unreadable', why: '404' } }) } });
  expect(await now(unread, program)).toEqual({ kind: 'refused', why: 'calendar freezes cannot be read: 404', byCalendar: true });
});

test('a block is one for everybody', async () => {
  const at = place({ desk: { blocked: () => 'incident 4711' } });
  expect(await now(at, job(), { despiteCalendars: true })).toEqual({ kind: 'refused', why: 'runs are blocked: incident 4711', byCalendar: false });
  expect(at.runs.started).toEqual([]);
});

test('while another slot of the schedule runs nothing else is started', async () => {
  const at = place({ desk: { alive: async () => true } });
  const slot = { schedule: 'weekly', job: 'other', slot: '2026-12-07T09:00:00.000Z' };
  await at.store.claim(slot, at.desk.wall.now(), 'here 99 7');
  await at.store.step({ kind: 'started', ...slot, at: at.desk.wall.now(), by: 'here 99 7', file: '/x/y.yaml', nth: 0, attempt: 1 });
  expect(await now(at)).toEqual({ kind: 'refused', why: 'other of Mon 2026-12-07 09:00 was still running', byCalendar: false });
  expect(at.runs.started).toEqual([]);
});

test('a refusal is shown at once, and not tried again', async () => {
  const at = place();
  at.runs.course = () => ({ outcome: 'refused' });
  expect(await now(at, job({ retryRefused: { every: ms(60_000), within: ms(3_600_000) } }))).toEqual({ kind: 'ran', code: 4 });
  expect(at.runs.started).toHaveLength(1);
});

test('a signal ends the run and its slot, with its code', async () => {
  const at = place();
  at.runs.course = () => ({ lasts: 3_600_000 });
  const operator = new AbortController();
  at.clock.onTime = (time) => time > 5000 && operator.abort({ kind: 'signal', signal: 'SIGINT' });
  expect(await now(at, job({ what: suite('slow', 'never') }), { operator: operator.signal })).toEqual({ kind: 'ran', code: 143 });
  expect(at.runs.halted).toEqual(['SIGINT']);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'finished', how: 'stopped', reason: 'SIGINT ended its scheduler' });
});

test('no claim, no run: a store that cannot be reached refuses it', async () => {
  const at = place({ desk: { store: async () => Promise.reject(new Error('nobody answers at db:5432')) } });
  expect(await now(at)).toEqual({ kind: 'refused', why: 'nobody answers at db:5432', byCalendar: false });
  expect(at.runs.started).toEqual([]);
});

test('a store that goes away in between starts nothing more, and that is no success', async () => {
  const at = place();
  let asked = 0;
  const { store } = at;
  const going: Pick<typeof store, 'claim' | 'step' | 'steps'> = {
    claim: (...call) => store.claim(...call),
    step: (step) => store.step(step),
    steps: async (...call) => {
      asked += 1;
      if (asked > 2) throw new Error('gone');
      return store.steps(...call);
    },
  };
  Object.assign(at.desk, { store: async () => going });
  expect(await now(at, job({ what: suite('slow', 'never') }))).toEqual({ kind: 'ran', code: 70 });
  expect(at.runs.started).toHaveLength(1);
});
