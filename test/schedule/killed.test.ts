/** A scheduler that is killed at any moment, and the next one on the same store. */
import { expect, test } from 'vitest';
import type { SlotStep } from '../../src/domain/memory/step.ts';
import { ms } from '../../src/domain/units.ts';
import type { Runs } from '../../src/ports/runs.ts';
import type { Store } from '../../src/ports/store.ts';
import { FakeStore } from '../fakes/store.ts';
import { job, place, scheduleOf, suite, type Place } from './places.ts';

const hour = 3_600_000;
const schedule = scheduleOf(job({ what: suite('slow', 'down'), announce: ms(20_000) }));

/** Counts what a scheduler does to the outside, and is gone at one of these acts: before it, or after it and before it knows. */
class Life {
  readonly dead = Promise.withResolvers<void>();
  acts = 0;
  readonly #last: number;
  readonly #done: boolean;

  constructor(last: number, done: boolean) {
    this.#last = last;
    this.#done = done;
  }

  async act<T>(act: () => Promise<T>): Promise<T> {
    this.acts += 1;
    if (this.acts !== this.#last) return act();
    if (this.#done) await act();
    this.dead.resolve();
    return new Promise<never>(() => undefined);
  }
}

function mortal(at: Place, life: Life): void {
  const { store, runs } = at;
  const kept: Pick<Store, 'claim' | 'step' | 'steps'> = {
    claim: (...call) => life.act(() => store.claim(...call)),
    step: (step) => life.act(() => store.step(step)),
    steps: (...call) => store.steps(...call),
  };
  const started: Runs = {
    recordedEnd: async () => undefined,
    start: async (...call) => {
      const run = await life.act(() => runs.start(...call));
      return { ...run, ended: run.ended.then((end) => life.act(async () => end)) };
    },
  };
  const announcers = [{ name: 'team', hears: () => true, announce: () => life.act(async () => undefined) }];
  Object.assign(at.desk, { store: async () => kept, runs: started, announcers });
}

/** Lets one live until it is killed, and another one after it; gives what both have started. */
async function twoLives(
  last: number,
  done: boolean,
): Promise<{ readonly acts: number; readonly begun: readonly string[]; readonly steps: readonly SlotStep[] }> {
  const store = new FakeStore();
  const first = place({ schedule, store, pid: 1 });
  const life = new Life(last, done);
  mortal(first, life);
  await Promise.race([first.keep(hour), life.dead.promise]);
  const second = place({ schedule, store, pid: 2 });
  second.shift += first.clock.now() + 5000;
  await second.keep(hour);
  const begun = [...first.runs.started, ...second.runs.started].map(({ run }) => run.file);
  return { acts: life.acts, begun, steps: await second.steps() };
}

const wholeLife = await twoLives(Infinity, false);

test('a scheduler that nobody kills acts so often, and runs both', () => {
  expect([wholeLife.acts, wholeLife.begun]).toEqual([12, ['/x/slow.yaml', '/x/down.yaml']]);
});

for (let act = 1; act <= wholeLife.acts; act += 1)
  for (const done of [false, true])
    test(`killed ${done ? 'after' : 'before'} act ${act}: nothing is begun twice, and its slot is over in the end`, async () => {
      const { begun, steps } = await twoLives(act, done);
      expect(new Set(begun).size).toBe(begun.length);
      const started = steps.filter((step) => step.kind === 'started').map(({ file }) => file);
      expect(new Set(started).size).toBe(started.length);
      for (const file of begun) expect(started, 'what was begun had been written down').toContain(file);
      expect(steps.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
      const over = steps.filter((step) => step.kind === 'finished');
      expect(over).toHaveLength(1);
      const lost = steps.some(({ by }) => by === 'here 1 7') && !steps.some((step) => step.kind === 'finished' && step.by === 'here 1 7');
      expect(over[0]?.how).toBe(lost ? 'interrupted' : 'done');
      // Of what was interrupted nothing else is run.
      if (lost) expect(steps.filter(({ kind, by }) => kind === 'started' && by === 'here 2 7')).toEqual([]);
    });

test('a store that lost the answer to "started" leaves its run unstarted, and its slot interrupted: it is not begun when the store is back', async () => {
  const store = new FakeStore();
  const at = place({ schedule, store });
  let lost = false;
  const losing: Pick<Store, 'claim' | 'step' | 'steps'> = {
    claim: (...call) => store.claim(...call),
    steps: (...call) => store.steps(...call),
    step: async (step) => {
      await store.step(step);
      if (step.kind !== 'started' || lost) return;
      lost = true;
      throw new Error('the connection was reset');
    },
  };
  Object.assign(at.desk, { store: async () => losing });
  await at.keep(hour);
  expect(at.runs.started).toEqual([]);
  expect((await at.steps()).at(-1)).toMatchObject({
    kind: 'finished',
    how: 'interrupted',
    reason: 'whether its run was started is not known, since the store failed meanwhile',
  });
});

test('a slot of a living scheduler of this machine is left to it', async () => {
  const store = new FakeStore();
  const slot = { schedule: 'weekly', job: 'shop', slot: '2026-12-07T10:00:00.000Z' };
  const at = place({ store, desk: { alive: async () => true } });
  await store.claim(slot, at.desk.wall.now(), 'here 99 7');
  await at.keep(hour);
  expect(await at.steps()).toHaveLength(1);
});

test('a scheduler of another machine counts as gone once it has been silent for ten minutes, not before', async () => {
  const store = new FakeStore();
  const slot = { schedule: 'weekly', job: 'shop', slot: '2026-12-07T10:00:00.000Z' };
  const at = place({ store });
  await store.claim(slot, at.desk.wall.now(), 'elsewhere 99 7');
  await at.keep(9 * 60_000);
  expect(await at.steps()).toHaveLength(1);
  await at.keep(3 * 60_000);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'finished', how: 'interrupted', by: 'here 1 7' });
  expect(at.runs.started).toEqual([]);
});
