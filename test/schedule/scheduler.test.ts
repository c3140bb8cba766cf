import { expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { FakeStore } from '../fakes/store.ts';
import { job, kinds, monday, place, scheduleOf, suite } from './places.ts';

const minute = 60_000;
const hour = 60 * minute;
const slot = { schedule: 'weekly', job: 'shop', slot: '2026-12-07T10:00:00.000Z' };

test('a slot is claimed, started, ended and finished, in this order and once', async () => {
  const at = place();
  expect(await at.keep(8 * hour)).toBe(0);
  expect(await at.steps()).toEqual([
    { kind: 'claimed', ...slot, at: monday + minute, by: 'here 1 7' },
    { kind: 'started', ...slot, at: monday + minute, by: 'here 1 7', file: '/x/slow.yaml', nth: 0, attempt: 1 },
    {
      kind: 'ended',
      ...slot,
      at: monday + minute + 30_000,
      by: 'here 1 7',
      file: '/x/slow.yaml',
      nth: 0,
      attempt: 1,
      run: 'run1',
      outcome: 'held',
      exitCode: 0,
      injected: false,
    },
    { kind: 'finished', ...slot, at: monday + minute + 30_000, by: 'here 1 7', how: 'done' },
  ]);
  expect(at.said).toEqual([
    'shop of weekly, due 2026-12-07T10:00:00.000Z: starting slow.yaml.',
    'shop of weekly, due 2026-12-07T10:00:00.000Z: slow.yaml ended held, run run1.',
    'shop of weekly, due 2026-12-07T10:00:00.000Z: done.',
  ]);
});

test('the run is started only after its step is in the store', async () => {
  const at = place();
  at.runs.course = async () => {
    expect(kinds(await at.steps())).toEqual(['claimed', 'started']);
    return {};
  };
  await at.keep(hour);
  expect(at.runs.started).toHaveLength(1);
});

test('a suite runs in order, one at a time, and stops after the first that did not hold', async () => {
  const at = place({ schedule: scheduleOf(job({ what: suite('slow', 'down', 'never') })) });
  at.runs.course = ({ file }) => {
    expect(at.runs.running).toBe(0);
    return file.includes('down') ? { outcome: 'refuted' } : {};
  };
  await at.keep(hour);
  expect(at.runs.started.map(({ run }) => run.file)).toEqual(['/x/slow.yaml', '/x/down.yaml']);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'finished', how: 'stopped', reason: 'down ended refuted' });
});

test('a second week is a second slot, and nothing in between', async () => {
  const at = place();
  await at.keep(hour);
  at.shift += 7 * 24 * hour - hour - 5 * minute;
  await at.keep(hour);
  expect(at.runs.started.map((one) => one.slot.slot)).toEqual(['2026-12-07T10:00:00.000Z', '2026-12-14T10:00:00.000Z']);
});

const hears = (): boolean => true;

test('whoever is told is told before the run, and a dead announcer delays nothing for long', async () => {
  const told: unknown[] = [];
  const announcers = [
    { name: 'team', hears, announce: async (...words: readonly unknown[]) => void told.push(words.slice(0, 3)) },
    { name: 'dead', hears, announce: () => new Promise<void>(() => undefined) },
    { name: 'throwing', hears, announce: async () => Promise.reject(new Error('no such channel')) },
  ];
  const at = place({ schedule: scheduleOf(job({ announce: ms(30_000) })), desk: { announcers } });
  await at.keep(hour);
  expect(told).toEqual([[slot, monday + minute, 'slow']]);
  expect(kinds(await at.steps())).toEqual(['claimed', 'announced', 'started', 'ended', 'finished']);
  expect(at.said).toContain('dead was not told of shop of weekly, due 2026-12-07T10:00:00.000Z: no answer within 10 s');
  expect(at.said).toContain('throwing was not told of shop of weekly, due 2026-12-07T10:00:00.000Z: no such channel');
  expect((await at.steps()).find(({ kind }) => kind === 'started')?.at).toBe(monday + minute);
});

test('a notice goes to those who hear of the environments of its runs, and to nobody else', async () => {
  const told: string[] = [];
  const announcers = ['staging', 'production', 'local'].map((name) => ({
    name,
    hears: (environment: string) => environment === name,
    announce: async () => void told.push(name),
  }));
  const experiment = (name: string, ...environments: string[]) => ({ name, file: `/x/${name}.yaml`, vars: [], environments });
  const what = { kind: 'suite' as const, experiments: [experiment('slow', 'staging'), experiment('down', 'staging', 'local')] };
  const at = place({ schedule: scheduleOf(job({ what, announce: ms(30_000) })), desk: { announcers } });
  await at.keep(hour);
  expect(told.toSorted()).toEqual(['local', 'staging']);
  expect(kinds(await at.steps())).toContain('announced');
});

test('a block skips the slot with its reason, and starts nothing', async () => {
  const at = place({ desk: { blocked: () => 'incident 4711' } });
  await at.keep(hour);
  expect(at.runs.started).toEqual([]);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'skipped', reason: 'runs are blocked: incident 4711' });
});

test('a state that cannot be asked is a block: unknown means no', async () => {
  const at = place({
    desk: {
      blocked: () => {
        throw new Error('state.db is damaged');
      },
    },
  });
  await at.keep(hour);
  expect(at.runs.started).toEqual([]);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'skipped', reason: 'runs are blocked: whether runs are blocked is not known: state.db is damaged' });
  expect(at.desk.health.ready()).toEqual({ good: false, text: 'state: state.db is damaged' });
});

test('no claim, no run: while the store is away nothing is started, and what was missed meanwhile is not made up', async () => {
  const store = new FakeStore();
  const at = place({
    store,
    desk: { store: async () => (at.clock.now() < 10 * minute ? Promise.reject(new Error('nobody answers at db:5432')) : store) },
  });
  // It had kept the schedule before.
  await store.claim({ ...slot, slot: '2026-11-30T10:00:00.000Z' }, monday - 7 * 24 * hour, 'here 1 7');
  await store.step({ kind: 'finished', ...slot, slot: '2026-11-30T10:00:00.000Z', at: monday - 7 * 24 * hour, by: 'here 1 7', how: 'done' });
  await at.keep(5 * minute);
  expect(at.desk.health.ready()).toEqual({ good: false, text: 'store: nobody answers at db:5432' });
  expect(at.desk.health.alive().good).toBe(true);
  await at.keep(hour);
  expect(at.runs.started).toEqual([]);
  expect(at.said.slice(0, 2)).toEqual(['Starting nothing: nobody answers at db:5432', 'The store is usable again.']);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'skipped', slot: slot.slot, reason: expect.stringMatching(/^missed: /) });
  expect(at.desk.health.ready().good).toBe(true);
});

test('a schedule that has become no good starts nothing until it is corrected', async () => {
  let text: string | undefined = 'schedule.yaml:3:1  croon is not a key of a job.\n';
  const at = place({ schedule: () => text ?? scheduleOf(job()) });
  await at.keep(30_000);
  expect(at.desk.health.ready()).toEqual({ good: false, text: 'schedule: schedule.yaml:3:1  croon is not a key of a job.' });
  text = undefined;
  await at.keep(hour);
  expect(at.runs.started).toHaveLength(1);
  expect(at.said.slice(0, 2)).toEqual(['Starting nothing: schedule.yaml:3:1  croon is not a key of a job.', 'The schedule is usable again.']);
});

test('a schedule of which nothing is ever due again has an end', async () => {
  const at = place({ schedule: scheduleOf(job({ when: { kind: 'at', cron: '0 10 30 2 *', jitter: ms(0) } })) });
  expect(await at.keep(hour)).toBe(0);
  expect(at.clock.now()).toBeLessThan(minute);
});

test('a signal is passed to the run, which is waited for; its code is the scheduler’s, and the slot is stopped', async () => {
  const at = place({ schedule: scheduleOf(job({ what: suite('slow', 'never') })) });
  at.runs.course = () => ({ lasts: hour });
  expect(await at.keep(2 * minute)).toBe(143);
  expect(at.runs.halted).toEqual(['SIGTERM']);
  expect(at.runs.running).toBe(0);
  expect(at.runs.started).toHaveLength(1);
  expect((await at.steps()).slice(-2)).toMatchObject([
    { kind: 'ended', outcome: 'aborted', exitCode: 143 },
    { kind: 'finished', how: 'stopped', reason: 'SIGTERM ended its scheduler' },
  ]);
});

test('told to end while a slot waits for its hour, it lets go of it', async () => {
  const at = place({ schedule: scheduleOf(job({ announce: ms(55_000) })) });
  expect(await at.keep(20_000)).toBe(0);
  expect(await at.steps()).toMatchObject([
    { kind: 'claimed' },
    { kind: 'announced' },
    { kind: 'finished', how: 'stopped', reason: 'SIGTERM ended its scheduler' },
  ]);
});

test('told to end while the store is away, it waits for the run, then not much longer', async () => {
  const at = place();
  at.runs.course = () => {
    const lost = async (): Promise<never> => Promise.reject(new Error('gone'));
    Object.assign(at.desk, { store: lost });
    return { lasts: hour };
  };
  expect(await at.keep(2 * minute)).toBe(143);
  expect(at.clock.now()).toBeLessThan(4 * minute);
  expect(kinds(await at.steps())).toEqual(['claimed', 'started']);
});

test('the end of a run is written down as soon as the store is back, and nothing else is started before', async () => {
  const store = new FakeStore();
  const at = place({ store, schedule: scheduleOf(job({ what: suite('slow', 'down') })) });
  at.runs.course = ({ nth }) => {
    if (nth === 1) expect(at.clock.now()).toBeGreaterThan(20 * minute);
    else
      Object.assign(at.desk, {
        store: async () => (at.clock.now() < 20 * minute ? Promise.reject(new Error('gone')) : store),
      });
    return {};
  };
  await at.keep(hour);
  expect(kinds(await at.steps())).toEqual(['claimed', 'started', 'ended', 'started', 'ended', 'finished']);
});

test('a person who halts a run ends its slot too, whatever the schedule says of runs that did not hold', async () => {
  const at = place({ schedule: scheduleOf(job({ what: suite('slow', 'never'), onNotHeld: 'go-on' })) });
  const reason = { kind: 'operator', by: 'ada', why: 'shoppers complain' } as const;
  at.runs.course = () => ({ outcome: 'aborted', tells: [{ kind: 'run.halted', at: ms(5), reason, breachedAt: ms(5), decidedAt: ms(5) }] });
  await at.keep(hour);
  expect(at.runs.started).toHaveLength(1);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'finished', how: 'stopped', reason: 'ada halted its run' });
});

test('a process that cannot be started has injected nothing, and ends its slot', async () => {
  const at = place({ schedule: scheduleOf(job({ what: suite('slow', 'never'), onNotHeld: 'go-on' })) });
  at.runs.course = () => Promise.reject(new Error('EAGAIN'));
  await at.keep(hour);
  expect((await at.steps()).slice(1)).toMatchObject([
    { kind: 'started' },
    { kind: 'ended', outcome: 'tool error', exitCode: 70, injected: false },
    { kind: 'finished', how: 'stopped', reason: 'no process could be started for its run' },
  ]);
});

test('while a slot lasts its scheduler says that it lives', async () => {
  const at = place();
  at.runs.course = () => ({ lasts: 7 * minute });
  await at.keep(hour);
  expect(kinds(await at.steps())).toEqual(['claimed', 'started', 'alive', 'alive', 'alive', 'ended', 'finished']);
});

test('a clock that jumps ahead makes nothing up, and one that jumps back doubles nothing', async () => {
  const at = place();
  await at.keep(hour);
  at.shift += 7 * 24 * hour + 3 * hour;
  await at.keep(hour);
  at.shift -= 8 * 24 * hour;
  await at.keep(2 * hour);
  expect(at.runs.started.map((one) => one.slot.slot)).toEqual(['2026-12-07T10:00:00.000Z']);
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'skipped', slot: '2026-12-14T10:00:00.000Z', reason: expect.stringMatching(/^missed: /) });
});

test('a sink that throws is said once, and neither slows nor breaks the run', async () => {
  const heard: string[] = [];
  const sinks = [
    {
      name: 'broken',
      receive: () => {
        throw new Error('full');
      },
    },
    { name: 'late', receive: async () => Promise.reject(new Error('gone')) },
    { name: 'good', receive: ({ kind }: { readonly kind: string }) => void heard.push(kind) },
  ];
  const at = place({ desk: { sinks } });
  await at.keep(hour);
  expect(heard).toEqual(['run.started', 'run.finished']);
  expect(at.said.filter((line) => line.includes('hears nothing more'))).toEqual([
    'broken hears nothing more of this run: full',
    'late hears nothing more of this run: gone',
  ]);
});
