import { expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { runOnce, type OnceEnd } from '../../src/schedule/once.ts';
import { job, kinds, place, scheduleOf, suite, type Place } from './places.ts';

const minute = 60_000;

/** The places of these tests begin a minute before ten on a Monday, which is when the job is due. */
function once(at: Place, program = job(), more: { readonly late?: number; readonly operator?: AbortSignal } = {}): Promise<OnceEnd> {
  const { late = 10 * minute, operator = new AbortController().signal } = more;
  return runOnce(program, scheduleOf(program), at.desk, { late: ms(late), operator });
}

test('the slot that is due is run by the road of every slot, then it is over', async () => {
  const at = place();
  expect(await once(at, job({ what: suite('slow', 'down') }))).toEqual({ kind: 'ran', code: 0 });
  const steps = await at.steps();
  expect(kinds(steps)).toEqual(['claimed', 'started', 'ended', 'started', 'ended', 'finished']);
  expect(new Set(steps.map(({ slot }) => slot))).toEqual(new Set(['2026-12-07T10:00:00.000Z']));
});

test('what it waits for is said once', async () => {
  const at = place();
  await once(at);
  expect(at.said.filter((line) => line.startsWith('Waiting'))).toEqual(['Waiting: shop comes at Mon 2026-12-07 10:00.']);
});

test('the exit code is that of the worst run', async () => {
  const at = place();
  at.runs.course = ({ nth }) => ({ outcome: nth === 0 ? 'refuted' : 'held' });
  expect(await once(at, job({ what: suite('slow', 'down'), onNotHeld: 'go-on' }))).toEqual({ kind: 'ran', code: 1 });
});

test('a timer that comes late is in time for as long as it may be late, and misses the slot after that', async () => {
  const late = place();
  late.shift += 9 * minute;
  expect(await once(late)).toEqual({ kind: 'ran', code: 0 });
  const tooLate = place();
  tooLate.shift += 12 * minute;
  expect(await once(tooLate)).toEqual({ kind: 'nothing due', why: 'shop comes at Mon 2026-12-14 10:00' });
  expect(tooLate.runs.started).toEqual([]);
});

test('a slot that was missed, since nobody called for it, is told and does not take the place of the one that is due', async () => {
  const at = place();
  const before = { schedule: 'weekly', job: 'shop', slot: '2026-12-05T10:00:00.000Z' };
  await at.store.claim(before, Date.parse(before.slot), 'here 99 7');
  await at.store.step({ ...before, kind: 'finished', how: 'done', at: Date.parse(before.slot), by: 'here 99 7' });
  expect(await once(at, job({ when: { kind: 'at', cron: '0 10 * * *', jitter: ms(0) } }))).toEqual({ kind: 'ran', code: 0 });
  const steps = await at.steps();
  expect(kinds(steps.filter(({ slot }) => slot === '2026-12-06T10:00:00.000Z'))).toEqual(['claimed', 'skipped']);
  expect(kinds(steps.filter(({ slot }) => slot === '2026-12-07T10:00:00.000Z'))).toEqual(['claimed', 'started', 'ended', 'finished']);
});

test('of several slots for which the timer would not be too late, the last one is run, and no other is made up', async () => {
  const at = place();
  at.shift += 32 * minute;
  const often = job({ when: { kind: 'at', cron: '*/5 * * * *', jitter: ms(0) } });
  expect(await once(at, often)).toEqual({ kind: 'ran', code: 0 });
  at.shift += 15 * minute;
  expect(await once(at, often)).toEqual({ kind: 'ran', code: 0 });
  const started = (await at.steps()).filter(({ kind }) => kind === 'started');
  expect(started.map(({ slot }) => slot)).toEqual(['2026-12-07T10:30:00.000Z', '2026-12-07T10:45:00.000Z']);
});

test('a timer that comes at the hour of the other half of the year runs nothing', async () => {
  const at = place();
  at.shift -= 60 * minute;
  expect(await once(at, job(), { late: 45 * minute })).toEqual({ kind: 'nothing due', why: 'shop comes at Mon 2026-12-07 10:00' });
  expect(await at.steps()).toEqual([]);
});

test('a slot that passes, passes without a failure', async () => {
  const at = place();
  expect(await once(at, job({ windows: [{ days: ['sun'], from: '10:00', to: '11:00' }] }))).toEqual({ kind: 'skipped' });
  expect(kinds(await at.steps())).toEqual(['claimed', 'skipped']);
});

test('a slot that another scheduler has claimed is not run again', async () => {
  const at = place({ desk: { alive: async () => true } });
  await at.store.claim({ schedule: 'weekly', job: 'shop', slot: '2026-12-07T10:00:00.000Z' }, at.desk.wall.now(), 'here 99 7');
  expect(await once(at)).toEqual({ kind: 'nothing due', why: 'shop comes at Mon 2026-12-14 10:00' });
  expect(at.runs.started).toEqual([]);
});

test('what was refused is tried again as the schedule says, and the last try counts', async () => {
  const at = place();
  at.runs.course = ({ attempt }) => ({ outcome: attempt === 1 ? 'refused' : 'held' });
  const retryRefused = { every: ms(5 * minute), within: ms(60 * minute) };
  expect(await once(at, job({ retryRefused }))).toEqual({ kind: 'ran', code: 0 });
  expect(at.runs.started).toHaveLength(2);
});

test('a signal while it waits ends the slot, and nothing was started', async () => {
  const at = place();
  const operator = new AbortController();
  at.clock.onTime = (time) => time > 5000 && operator.abort({ kind: 'signal', signal: 'SIGTERM' });
  const program = job({ when: { kind: 'between', from: '10:00', to: '15:00', days: ['mon'] }, announce: ms(6 * 60 * minute) });
  expect(await once(at, program, { operator: operator.signal })).toEqual({ kind: 'ran', code: 3 });
  expect(at.runs.started).toEqual([]);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'finished', how: 'stopped', reason: 'SIGTERM ended its scheduler' });
});
