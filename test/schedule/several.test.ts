/** Several schedulers on one store. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import type { Store } from '../../src/ports/store.ts';
import { keepSchedule } from '../../src/schedule/scheduler.ts';
import { FakeStore } from '../fakes/store.ts';
import { job, place, scheduleOf } from './places.ts';

const schedule = scheduleOf(
  job({ when: { kind: 'at', cron: '*/5 * * * *', jitter: ms(0) } }),
  job({ job: 'other', when: { kind: 'at', cron: '*/5 * * * *', jitter: ms(0) } }),
);

/** A store of which every answer takes its time. */
function slow(store: FakeStore, turns: () => number): Pick<Store, 'claim' | 'step' | 'steps'> {
  const wait = async (): Promise<void> => {
    for (let turn = turns(); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const late = async <T>(act: () => Promise<T>): Promise<T> => {
    await wait();
    const answer = await act();
    await wait();
    return answer;
  };
  return {
    claim: (...call) => late(() => store.claim(...call)),
    step: (step) => late(() => store.step(step)),
    steps: (...call) => late(() => store.steps(...call)),
  };
}

/** Three schedulers for twenty minutes, in which both jobs are due at the same time, four times. */
async function threeSchedulers(turns: () => number): Promise<{ readonly slots: readonly string[]; readonly most: number }> {
  const store = new FakeStore();
  const first = place({ schedule, store, pid: 1, desk: { alive: async () => true } });
  const shared = { alive: async () => true, clock: first.clock, wall: first.desk.wall, runs: first.runs };
  const all = [first, ...[2, 3].map((pid) => place({ schedule, store, pid, desk: shared }))];
  for (const { desk } of all) Object.assign(desk, { store: async () => slow(store, turns) });
  let most = 0;
  const operator = new AbortController();
  first.clock.onTime = (now) => {
    most = Math.max(most, first.runs.running);
    if (now > 20 * 60_000) operator.abort({ kind: 'signal', signal: 'SIGTERM' });
  };
  await Promise.all(all.map(({ desk }) => keepSchedule(desk, operator.signal)));
  return { most, slots: first.runs.started.map(({ slot }) => `${slot.job} ${slot.slot}`) };
}

test('of several schedulers on one store each slot is run once at most, by one of them, and never two at a time, however late its answers are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(6)), async (delays) => {
      const { slots, most } = await threeSchedulers(() => delays.next().value ?? 0);
      expect(new Set(slots).size).toBe(slots.length);
      expect(most).toBeLessThanOrEqual(1);
    }),
    { numRuns: 10 },
  );
});

test('where two jobs are due in the same instant, one of them runs: they do not only step back for each other', async () => {
  const { slots, most } = await threeSchedulers(() => 0);
  expect(slots).toHaveLength(4);
  expect(most).toBe(1);
});
