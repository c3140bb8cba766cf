/** The digest of a schedule, kept beside its drills. */
import { expect, test } from 'vitest';
import { digestJob } from '../../src/domain/program/digest.ts';
import type { Schedule } from '../../src/domain/program/program.ts';
import { ms } from '../../src/domain/units.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Desk } from '../../src/schedule/desk.ts';
import { keepSchedule } from '../../src/schedule/scheduler.ts';
import { FakeStore } from '../fakes/store.ts';
import { job, kinds, place, scheduleOf, type Place } from './places.ts';

const minute = 60_000;
const hour = 60 * minute;
const week = 7 * 24 * hour;

/** Mondays at ten, as the drill of `job()`; without a drill unless one is given. */
const withDigest = (...jobs: Schedule['jobs']): Schedule => ({
  ...scheduleOf(...jobs),
  digest: { schedule: 'weekly', job: digestJob, timeZone: 'UTC', when: { kind: 'at', cron: '0 10 * * mon', jitter: ms(0) } },
});
const schedule = withDigest();

/** What is told, from when on. */
function telling(told: string[], then: () => Promise<void> = async () => undefined): Pick<Desk, 'digest'> {
  return {
    digest: async (since) => {
      told.push(since);
      await then();
    },
  };
}

test('a digest is claimed, written down, told and finished, once a week', async () => {
  const told: string[] = [];
  const at = place({ schedule, desk: telling(told, async () => expect(kinds(await at.steps()).at(-1)).toBe('announced')) });
  await at.keep(hour);
  at.shift += week - hour;
  await at.keep(hour);
  expect(told).toEqual(['2026-11-30T10:00:00.000Z', '2026-12-07T10:00:00.000Z']);
  expect(kinds(await at.steps())).toEqual(['claimed', 'announced', 'finished', 'claimed', 'announced', 'finished']);
  expect(at.said).toEqual(['digest of weekly, due 2026-12-07T10:00:00.000Z: done.', 'digest of weekly, due 2026-12-14T10:00:00.000Z: done.']);
});

test('one that could not be told is over, with the reason, and not tried again', async () => {
  const told: string[] = [];
  const at = place({ schedule, desk: telling(told, async () => Promise.reject(new Error('it was not posted to team: no such channel'))) });
  await at.keep(2 * hour);
  expect(told).toHaveLength(1);
  expect(at.said).toEqual(['digest of weekly, due 2026-12-07T10:00:00.000Z: stopped, it was not posted to team: no such channel.']);
});

test('one that hangs is left behind before a drill that is due meanwhile would be missed', async () => {
  const drill = job({ when: { kind: 'at', cron: '1 10 * * mon', jitter: ms(0) } });
  const at = place({ schedule: withDigest(drill), desk: telling([], () => new Promise(() => undefined)) });
  at.clock.onTime = () => void (at.clock.now() === minute + 20_000 && (at.shift += 30_000));
  await at.keep(hour);
  expect(at.said[0]).toBe('digest of weekly, due 2026-12-07T10:00:00.000Z: stopped, no answer within 45 s.');
  expect(at.runs.started).toHaveLength(1);
});

test('one that comes due under a run is told after it, and a drill of the same time comes first', async () => {
  const told: string[] = [];
  const at = place({ schedule: withDigest(job()), desk: telling(told, async () => expect(at.runs.running).toBe(0)) });
  at.runs.course = () => ({ lasts: 20 * minute });
  await at.keep(hour);
  expect(kinds((await at.steps()).filter(({ kind }) => kind !== 'alive'))).toEqual(
    ['claimed', 'started', 'ended', 'finished', 'claimed', 'announced', 'finished'], // prettier-ignore
  );
  expect(told).toHaveLength(1);
});

test('two schedulers on one store tell it once', async () => {
  const [told, store] = [[] as string[], new FakeStore()];
  const first = place({ schedule, store, pid: 1, desk: { ...telling(told), alive: async () => true } });
  const shared = { ...telling(told), alive: async () => true, clock: first.clock, wall: first.desk.wall };
  const second = place({ schedule, store, pid: 2, desk: shared });
  const operator = new AbortController();
  first.clock.onTime = (now) => void (now > hour && operator.abort({ kind: 'signal', signal: 'SIGTERM' }));
  await Promise.all([first, second].map(({ desk }) => keepSchedule(desk, operator.signal)));
  expect(told).toHaveLength(1);
  expect(kinds(await first.steps())).toEqual(['claimed', 'announced', 'finished']);
});

/** Is gone as soon as it comes to this step: before it is written, or after. */
function dies(at: Place, kind: 'claimed' | 'announced' | 'finished', written: boolean): Promise<void> {
  const dead = Promise.withResolvers<void>();
  const { store } = at;
  const act = async <T>(is: string, write: () => Promise<T>): Promise<T> => {
    if (is !== kind) return write();
    if (written) await write();
    dead.resolve();
    return new Promise<never>(() => undefined);
  };
  const mortal: Pick<Store, 'claim' | 'step' | 'steps'> = {
    claim: (...call) => act('claimed', () => store.claim(...call)),
    step: (step) => act(step.kind, () => store.step(step)),
    steps: (...call) => store.steps(...call),
  };
  Object.assign(at.desk, { store: async () => mortal });
  return dead.promise;
}

test.each([
  ['claimed', false, 1, 'done'],
  ['claimed', true, 0, 'interrupted'],
  ['announced', false, 0, 'interrupted'],
  ['announced', true, 0, 'interrupted'],
  ['finished', false, 1, 'interrupted'],
  ['finished', true, 1, 'done'],
] as const)('killed at "%s" (written: %s), it is told %i times in all, and its slot is over', async (kind, written, times, how) => {
  const [told, store] = [[] as string[], new FakeStore()];
  const first = place({ schedule, store, pid: 1, desk: telling(told) });
  const dead = dies(first, kind, written);
  await Promise.race([first.keep(hour), dead]);
  const second = place({ schedule, store, pid: 2, desk: telling(told) });
  second.shift += first.clock.now() + 5000;
  await second.keep(hour);
  expect(told).toHaveLength(times);
  expect((await second.steps()).at(-1)).toMatchObject({ kind: 'finished', how });
});
