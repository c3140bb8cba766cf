import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { undoState } from '../../src/domain/undo.ts';
import { ms } from '../../src/domain/units.ts';
import { condition, during, eventually } from '../domain/story.ts';
import { drill, fault, hangs, interrupt, once, planOf, sli, worldWith } from './rig.ts';

const entered =
  (phase: string) =>
  (event: Event): boolean =>
    event.kind === 'phase.entered' && event.phase === phase;
const is =
  (kind: Event['kind']) =>
  (event: Event): boolean =>
    event.kind === kind;

test('an error that nobody caught restores all the same, and ends as a bug of ours', async () => {
  const world = worldWith();
  once(world, is('fault.observed'), () => world.crash.abort(new Error('undefined is not a function')));
  const { verdict } = await drill(planOf([fault('slow')]), world);
  expect(verdict).toMatchObject({ outcome: 'tool error', exitCode: 70 });
  expect(verdict.because).toContain('undefined is not a function');
  expect(world.acts.filter((act) => !act.startsWith('close'))).toEqual(['apply slow 1', 'restore slow 1']);
});

describe('a signal', () => {
  const moments: readonly (readonly [string, (event: Event) => boolean, readonly string[]])[] = [
    ['at the very start', is('run.started'), []],
    ['in preflight', entered('preflight'), []],
    ['while the steady state is awaited', is('sli.sampled'), []],
    ['in the baseline', entered('baseline'), []],
    ['before the act', is('fault.prepared'), ['restore slow 1']],
    ['right after the act', is('fault.injected'), ['apply slow 1', 'restore slow 1']],
    ['while the fault is in', is('fault.observed'), ['apply slow 1', 'restore slow 1']],
    ['while it is taken out', is('fault.restoring'), ['apply slow 1', 'restore slow 1']],
    ['in recovery', entered('recovery'), ['apply slow 1', 'restore slow 1']],
  ];

  test.each(moments)('%s ends the run with 130, and leaves nothing', async (_moment, when, acts) => {
    const world = worldWith();
    const operator = new AbortController();
    once(world, when, () => interrupt(operator));
    const began = world.clock.now();
    const { verdict, of, events } = await drill(planOf([fault('slow')]), world, operator);
    expect(verdict).toMatchObject({ outcome: 'aborted', exitCode: 130, because: 'stopped by SIGINT' });
    expect(world.acts.filter((act) => !act.startsWith('close'))).toEqual(acts);
    expect(world.fault('slow').inPlace.size).toBe(0);
    expect(world.state.active()).toEqual([]);
    expect(world.guardians.said.at(-1)).toBe('goodbye');
    expect(of('preflight.refused')).toEqual([]);
    expect(events.at(-1)?.kind).toBe('run.finished');
    const [halted] = of('run.halted');
    expect(world.clock.now() - began - (halted?.at ?? 0)).toBeLessThan(1000);
  });

  test('before a run has begun is recorded as its halt', async () => {
    const world = worldWith();
    const operator = new AbortController();
    interrupt(operator);
    const { kinds, verdict } = await drill(planOf([fault('slow')]), world, operator);
    expect(kinds.slice(0, 2)).toEqual(['run.started', 'run.halted']);
    expect(verdict.exitCode).toBe(130);
  });
});

describe('the first reason', () => {
  test('wins, and is the only one recorded', async () => {
    const world = worldWith();
    const operator = new AbortController();
    once(world, is('fault.present'), () => world.control?.because({ kind: 'operator', by: 'ada', why: 'a phone call' }));
    once(world, is('run.halted'), () => interrupt(operator));
    const { of, verdict } = await drill(planOf([fault('slow')]), world, operator);
    expect(of('run.halted').map(({ reason }) => reason)).toEqual([{ kind: 'operator', by: 'ada', why: 'a phone call' }]);
    expect(verdict).toMatchObject({ outcome: 'aborted', exitCode: 3, because: 'stopped by ada: a phone call' });
  });
});

describe('what halts', () => {
  test('the hard limit, counted from the first injection', async () => {
    const world = worldWith();
    const { of, verdict } = await drill(planOf([fault('slow')], { limits: { duration: ms(4000), restore: ms(30_000), blind: ms(3000) } }), world);
    expect(verdict.because).toBe('the run reached its hard limit of 4 s (limits.duration)');
    expect((of('run.halted')[0]?.at ?? 0) - (of('fault.prepared')[0]?.at ?? 0)).toBe(4000);
  });

  test('the death of the guardian', async () => {
    const world = worldWith();
    once(world, is('fault.present'), () => world.guardians.die('exit 1'));
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict).toMatchObject({ outcome: 'aborted', because: 'the guardian is gone: exit 1' });
    expect(world.fault('slow').inPlace.size).toBe(0);
  });

  test('a record that cannot be written; the restore goes on without it', async () => {
    const world = worldWith();
    once(world, is('fault.present'), () => {
      world.records.beforeUndo = () => Promise.reject(new Error('no space left on device'));
      world.records.break('no space left on device');
    });
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict).toMatchObject({ outcome: 'aborted', because: 'the record could not be written: no space left on device' });
    expect(world.fault('slow').inPlace.size).toBe(0);
  });

  test('an undo that cannot be written: nothing is applied', async () => {
    const world = worldWith();
    world.records.beforeUndo = () => Promise.reject(new Error('no space left on device'));
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict).toMatchObject({ outcome: 'aborted', because: 'no space left on device' });
    expect(world.acts).toEqual(['close errors']);
  });

  test('a target that cannot be prepared; the other fault comes out', async () => {
    const world = worldWith();
    world.fault('late').onPrepare = () => Promise.reject(new Error('Cannot read it: no such proxy.'));
    const late = fault('late', {}, { start: { kind: 'at', at: ms(3000) } });
    const { verdict } = await drill(planOf([fault('slow'), late]), world);
    expect(verdict).toMatchObject({ outcome: 'aborted', because: 'Cannot read it: no such proxy' });
    expect(world.acts).toEqual(['apply slow 1', 'restore slow 1', 'close errors']);
  });
});

describe('a halt waits for nobody:', () => {
  const two = planOf([fault('slow'), fault('other')]);

  /** Interrupts at `when`, and says how long after the halt the fault `slow` was out. */
  async function delay(world: ReturnType<typeof worldWith>, when: (event: Event) => boolean, plan = two): Promise<number> {
    const operator = new AbortController();
    once(world, when, () => interrupt(operator));
    const { of } = await drill(plan, world, operator);
    const out = of('fault.restored').find(({ fault: name }) => name === 'slow');
    return (out?.at ?? Infinity) - (of('run.halted')[0]?.at ?? 0);
  }

  test('a target that is never done preparing', async () => {
    const world = worldWith();
    world.fault('other').onPrepare = hangs;
    expect(await delay(world, is('fault.observed'))).toBe(0);
  });

  test('an undo line that a disk never takes', async () => {
    const world = worldWith();
    world.records.beforeUndo = async (line) => (line.kind === 'prepared' && line.fault === 'other' ? hangs() : undefined);
    expect(await delay(world, is('fault.observed'))).toBe(0);
  });

  test('an undo line that the disk takes only after the halt: it is crossed out, and nothing is pending', async () => {
    const world = worldWith();
    const halted = Promise.withResolvers<void>();
    world.records.beforeUndo = (line) => (line.kind === 'prepared' && line.fault === 'other' ? halted.promise : Promise.resolve());
    once(world, is('run.finished'), () => halted.resolve());
    await delay(world, is('fault.observed'));
    await halted.promise;
    expect(world.acts.filter((act) => act.includes('other'))).toEqual([]);
    const { entries, pending } = undoState(world.records.undo);
    expect(world.records.undo).toContainEqual(expect.objectContaining({ kind: 'prepared', fault: 'other' }));
    expect([entries.map(({ fault }) => fault), pending]).toEqual([['slow'], []]);
  });

  test('a look that never comes back', async () => {
    const world = worldWith();
    world.fault('other').onObserve = hangs;
    expect(await delay(world, is('fault.observed'))).toBe(0);
  });

  test('a lease that is never renewed', async () => {
    const world = worldWith();
    world.fault('other').onRenew = hangs;
    const plan = planOf([fault('slow'), fault('other', { lease: { kind: 'ttl', ttl: ms(4000) } })]);
    const renewing = (event: Event): boolean => event.kind === 'fault.observed' && world.fault('other').renewed.length > 0;
    expect(await delay(world, renewing, plan)).toBe(0);
  });

  test('another fault whose restore hangs: it is left, and said so', async () => {
    const world = worldWith();
    world.fault('other').onRestore = hangs;
    const plan = planOf([fault('slow'), fault('other', {}, { for: ms(3000) })]);
    expect(await delay(world, is('fault.restoring'), plan)).toBe(0);
    const left = world.records.events.find(is('fault.left'));
    expect(left).toMatchObject({ fault: 'other', left: [{ target: 'target of other', why: 'restore did not end within 30 s', command: 'undo other 2' }] });
  });

  test('a sample that never comes back', async () => {
    const world = worldWith();
    world.measures('hung', async () => (world.acts.length > 0 ? hangs() : { kind: 'good', value: 1 }));
    expect(await delay(world, is('fault.observed'), planOf([fault('slow')], { slis: [sli('errors'), sli('hung')] }))).toBe(0);
  });

  test('a sink that never takes an event', async () => {
    const world = worldWith();
    world.sinks.push({ name: 'hung', receive: hangs });
    expect(await delay(world, is('fault.observed'))).toBe(0);
  });
});

describe('an injection that is on its way when the run halts', () => {
  test('is taken out at once, and once more after it has landed', async () => {
    const world = worldWith();
    const slow = world.fault('slow');
    slow.onApply = async (n) => {
      await world.clock.sleep(ms(3000));
      return slow.put(n);
    };
    const operator = new AbortController();
    void world.clock.sleep(ms(10_000)).then(() => interrupt(operator));
    once(world, is('fault.prepared'), () => void world.clock.sleep(ms(1000)).then(() => interrupt(operator)));
    const { of, verdict } = await drill(planOf([fault('slow')]), world, operator);
    expect(world.acts).toEqual(['apply slow 1', 'restore slow 1', 'restore slow 1', 'close errors']);
    expect(slow.inPlace.size).toBe(0);
    expect(of('fault.restoring')).toHaveLength(1);
    expect(of('fault.restored')).toHaveLength(1);
    expect((of('fault.restored')[0]?.at ?? 0) - (of('run.halted')[0]?.at ?? 0)).toBe(2000);
    expect(world.records.undo.filter(({ kind }) => kind === 'restored')).toHaveLength(1);
    expect(verdict.exitCode).toBe(130);
  });

  test('and never lands is given up after two tries: whether it is out nobody can say, so it is left', async () => {
    const world = worldWith();
    const slow = world.fault('slow');
    slow.onApply = async (n) => {
      await world.clock.sleep(ms(120_000));
      return slow.put(n);
    };
    const operator = new AbortController();
    once(world, is('fault.prepared'), () => void world.clock.sleep(ms(1000)).then(() => interrupt(operator)));
    const limits = { duration: ms(300_000), restore: ms(5000), blind: ms(3000) };
    const { of, verdict } = await drill(planOf([fault('slow')], { limits }), world, operator);
    expect((of('run.restored')[0]?.at ?? 0) - (of('run.halted')[0]?.at ?? 0)).toBe(10_000);
    expect(of('fault.restored')).toEqual([]);
    const why = 'its injection has not come back, and may still land';
    expect(verdict).toMatchObject({ exitCode: 5, faults: [{ left: [{ target: 'target of slow', why, command: 'undo slow 1' }] }] });
    expect(undoState(world.records.undo).pending).toMatchObject([{ fault: 'slow' }]);
  });
});

describe('after the last restore has begun', () => {
  test('no abort condition halts any more: what comes then is recovery', async () => {
    const world = worldWith();
    world.measures('errors', () => ({ kind: 'good', value: world.acts.includes('restore slow 1') && world.clock.now() < 25_000 ? 90 : 0 }));
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict.outcome).toBe('held');
  });

  test('neither does one where the fault vanished', async () => {
    const world = worldWith();
    once(world, is('fault.observed'), () => world.fault('slow').inPlace.clear());
    world.measures('errors', () => ({ kind: 'good', value: world.acts.includes('restore slow 1') && world.clock.now() < 16_000 ? 90 : 0 }));
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict.outcome).toBe('inconclusive');
  });

  test('an operator who says abort in recovery is not kept', async () => {
    const world = worldWith();
    world.measures('queue', 3);
    const plan = planOf([fault('slow')], {
      slis: [sli('errors'), sli('queue')],
      expect: [during(condition('errors', 'at-most', 5)), eventually(condition('queue', 'equals', 0, 'last'), 100_000, 'restore')],
    });
    once(world, is('recovery.reached'), () => world.control?.because({ kind: 'operator', by: 'ada', why: 'enough' }));
    const { verdict, of } = await drill(plan, world);
    expect(verdict.because).toBe('stopped by ada: enough');
    expect((of('run.finished')[0]?.at ?? 0) - (of('recovery.reached')[0]?.at ?? 0)).toBeLessThan(500);
  });
});
