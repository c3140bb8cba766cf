import { describe, expect, test } from 'vitest';
import { Refused } from '../../src/domain/refused.ts';
import { ms } from '../../src/domain/units.ts';
import { rehearse } from '../../src/injectors/rehearsal.ts';
import { condition, during, recovery } from '../domain/story.ts';
import { drill, fault, once, planOf, worldWith, type Told } from './rig.ts';

/** When each fault of the run came in and went out, in seconds since the first injection. */
function times({ events }: Told): readonly string[] {
  const zero = events.find(({ kind }) => kind === 'fault.prepared')?.at ?? 0;
  return events.flatMap((event) => {
    if (event.kind === 'fault.present') return [`${event.fault} in ${(event.at - zero) / 1000}`];
    return event.kind === 'fault.restoring' ? [`${event.fault} out ${(event.at - zero) / 1000}`] : [];
  });
}

describe('faults', () => {
  test('start together, and each ends at the end of its own time', async () => {
    const told = await drill(planOf([fault('a'), fault('b', {}, { for: ms(4000) })]), worldWith());
    expect(times(told)).toEqual(['a in 0', 'b in 0', 'b out 4', 'a out 10']);
    expect(told.verdict.outcome).toBe('held');
  });

  test('are staggered with at, and follow one another with after', async () => {
    const b = fault('b', {}, { for: ms(2000), start: { kind: 'at', at: ms(3000) } });
    const c = fault('c', {}, { for: ms(1000), start: { kind: 'after', fault: 'b' } });
    const d = fault('d', {}, { for: ms(2000), start: { kind: 'after', fault: 'a' } });
    expect(times(await drill(planOf([fault('a'), b, c, d]), worldWith()))).toEqual([
      'a in 0',
      'b in 3',
      'b out 5',
      'c in 5',
      'c out 6',
      'a out 10',
      'd in 10',
      'd out 12',
    ]);
  });

  test('that come after one that failed are never put in', async () => {
    const world = worldWith();
    world.fault('a').onApply = async () => ({ kind: 'applied' });
    const told = await drill(planOf([fault('a'), fault('b', {}, { start: { kind: 'after', fault: 'a' } })]), world);
    expect(world.acts).not.toContain('apply b 2');
    expect(told.verdict.outcome).toBe('inconclusive');
  });

  test('on one target come out in reverse order, whatever ends the run', async () => {
    const world = worldWith();
    const group = { group: 'payments' };
    once(
      world,
      (event) => event.kind === 'fault.present' && event.n === 3,
      () => world.control?.because({ kind: 'operator', by: 'ada', why: 'enough' }),
    );
    const later = (at: number) => ({ start: { kind: 'at', at: ms(at) } }) as const;
    await drill(planOf([fault('a', group), fault('b', group, later(1000)), fault('c', group, later(2000))]), world);
    expect(world.acts).toEqual(['apply a 1', 'apply b 2', 'apply c 3', 'restore c 3', 'restore b 2', 'restore a 1', 'close errors']);
  });
});

describe('rounds', () => {
  const kill = (more: object = {}) => fault('kill', { healsByItself: true }, { for: ms(20_000), every: ms(8000), ...more });
  const plan = planOf([kill()], { expect: [recovery(30_000)] });

  test('are put in every so often until the time is over, each by itself', async () => {
    const world = worldWith();
    world.fault('kill').onApply = async (n) => {
      void world.clock.sleep(ms(3000)).then(() => world.fault('kill').take(n));
      return world.fault('kill').put(n);
    };
    const told = await drill(plan, world);
    expect(times(told)).toEqual(['kill in 0', 'kill out 3', 'kill in 8', 'kill out 11', 'kill in 16', 'kill out 20']);
    expect(told.verdict.outcome).toBe('held');
  });

  test('make room for one another where one does not heal, and end with their time', async () => {
    const told = await drill(planOf([kill()], { expect: [during(condition('errors', 'at-most', 5))] }), worldWith());
    expect(times(told)).toEqual(['kill in 0', 'kill out 8', 'kill in 8', 'kill out 16', 'kill in 16', 'kill out 20']);
  });

  test('do not bunch after one that came in late', async () => {
    const world = worldWith();
    world.fault('kill').onApply = async (n) => {
      if (n === 1) await world.clock.sleep(ms(14_000));
      return world.fault('kill').put(n);
    };
    expect(times(await drill(plan, world))).toEqual(['kill in 14', 'kill out 14', 'kill in 14', 'kill out 20']);
  });
});

describe('an unclear injection', () => {
  test('is looked for until it shows', async () => {
    const world = worldWith();
    world.fault('slow').onApply = async (n) => {
      void world.clock.sleep(ms(12_000)).then(() => world.fault('slow').put(n));
      return { kind: 'unclear', why: 'no answer within 2 s' };
    };
    const { verdict, of } = await drill(planOf([fault('slow')]), world);
    expect(of('fault.injected')[0]?.unclear).toBe('no answer within 2 s');
    expect((of('fault.present')[0]?.at ?? 0) - (of('fault.injected')[0]?.at ?? 0)).toBe(12_000);
    expect(verdict.outcome).toBe('held');
    expect(world.records.undo.map(({ kind }) => kind)).toEqual(['run', 'prepared', 'restored']);
  });

  test('that never shows within 30 s has failed, and is taken out all the same', async () => {
    const world = worldWith();
    world.fault('slow').onApply = () => Promise.reject(new Error('503 Service Unavailable.'));
    const { verdict, of } = await drill(planOf([fault('slow')]), world);
    expect(of('fault.failed').map(({ why }) => why)).toEqual(['503 Service Unavailable']);
    expect((of('fault.failed')[0]?.at ?? 0) - (of('fault.injected')[0]?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
    expect(world.acts).toEqual(['apply slow 1', 'restore slow 1', 'close errors']);
    expect(verdict.outcome).toBe('inconclusive');
  });

  test('of one fault stops the others, and is no abort', async () => {
    const world = worldWith();
    world.fault('a').onApply = async () => ({ kind: 'applied' });
    world.fault('b').onPrepare = (_id, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('This operation was aborted')), { once: true }));
    const { verdict, of } = await drill(planOf([fault('a'), fault('b')]), world);
    expect(of('run.halted')).toEqual([]);
    expect(verdict.outcome).toBe('inconclusive');
  });
});

describe('a fault whose act finds a reason against it', () => {
  const refusals = [{ why: 'run other1 holds it.', hint: 'Wait for it.' }];

  test('refuses the run: nothing was there, so nothing is waited for, looked for, or taken out', async () => {
    const world = worldWith();
    world.fault('slow').onApply = async () => ({ kind: 'refused', refusals });
    const { verdict, of, kinds, events } = await drill(planOf([fault('slow')], { expect: [recovery(30_000)] }), world);
    expect(verdict).toMatchObject({
      outcome: 'refused',
      exitCode: 4,
      because: 'fault slow: run other1 holds it.',
      refusals: [{ why: 'fault slow: run other1 holds it.', hint: 'Wait for it.' }],
      faults: [{ status: 'not injected', left: [] }],
    });
    expect(world.acts).toEqual(['apply slow 1', 'close errors']);
    expect(world.records.undo.map(({ kind }) => kind)).toEqual(['run', 'prepared', 'refused']);
    expect(kinds).not.toContain('fault.injected');
    expect(kinds).not.toContain('recovery.reached');
    expect((events.at(-1)?.at ?? 0) - (of('fault.refused')[0]?.at ?? 0)).toBeLessThan(1000);
  });

  test('stops the others of its run, and what one of them has begun may come to its end: refused as well, the run is refused', async () => {
    const world = worldWith();
    world.fault('a').onApply = async () => {
      await world.clock.sleep(ms(300));
      return { kind: 'refused', refusals };
    };
    world.fault('b').onApply = async () => {
      await world.clock.sleep(ms(700));
      return { kind: 'refused', refusals: [{ why: 'run other2 holds it', hint: 'Wait.' }] };
    };
    const later = fault('c', {}, { start: { kind: 'at', at: ms(5000) } });
    const { verdict } = await drill(planOf([fault('a'), fault('b'), later]), world);
    expect(verdict.outcome).toBe('refused');
    expect(verdict.refusals.map(({ why }) => why)).toEqual(['fault a: run other1 holds it.', 'fault b: run other2 holds it.']);
    expect(world.acts).toEqual(['apply a 1', 'apply b 2', 'close errors']);
  });

  test('after another was injected refuses no run: that one comes out, and the verdict says why it proved nothing', async () => {
    const world = worldWith();
    world.fault('b').onApply = async () => ({ kind: 'refused', refusals });
    const told = await drill(planOf([fault('a'), fault('b', {}, { start: { kind: 'at', at: ms(3000) } })]), world);
    expect(times(told)).toEqual(['a in 0', 'a out 3']);
    expect(told.verdict).toMatchObject({
      outcome: 'inconclusive',
      exitCode: 6,
      because: expect.stringContaining('not everything could be injected: fault b: run other1 holds it'),
      refusals: [],
      faults: [{ status: 'restored' }, { status: 'not injected', note: 'refused: fault b: run other1 holds it. Wait for it.' }],
    });
    expect(told.kinds).toContain('recovery.reached');
  });

  test('and cannot be crossed out is taken out like the rest, and the run is refused all the same', async () => {
    const world = worldWith();
    world.fault('slow').onApply = async () => ({ kind: 'refused', refusals });
    world.records.beforeUndo = async ({ kind }) => {
      if (kind === 'refused') throw new Error('ENOSPC');
    };
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(world.acts).toEqual(['apply slow 1', 'restore slow 1', 'close errors']);
    expect(verdict).toMatchObject({ outcome: 'refused', faults: [{ status: 'not injected' }] });
  });

  test('a halt does not wait for what another has begun', async () => {
    const world = worldWith();
    world.fault('a').onApply = async () => {
      await world.clock.sleep(ms(300));
      return { kind: 'refused', refusals };
    };
    world.fault('b').onApply = (_n, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }));
    once(
      world,
      ({ kind }) => kind === 'fault.refused',
      () => void world.clock.sleep(ms(500)).then(() => world.control?.because({ kind: 'operator', by: 'ada', why: 'enough' })),
    );
    const { verdict, of } = await drill(planOf([fault('a'), fault('b')]), world);
    expect(verdict.outcome).toBe('aborted');
    expect((of('run.restored')[0]?.at ?? 0) - (of('run.halted')[0]?.at ?? 0)).toBeLessThan(500);
  });
});

describe('a reason against a fault that has come up since preflight', () => {
  const rollout = new Refused([{ why: 'deployment/shop is in the middle of a rollout', hint: 'Wait for it.' }]);
  const said = { why: 'fault b: deployment/shop is in the middle of a rollout.', hint: 'Wait for it.' };
  const against = async (): Promise<never> => {
    throw rollout;
  };

  test('refuses the run while nothing is injected: nothing was written down, and nothing is taken out', async () => {
    const world = worldWith();
    world.fault('b').onPrepare = against;
    const { verdict, kinds } = await drill(planOf([fault('b')]), world);
    expect(verdict).toMatchObject({ outcome: 'refused', exitCode: 4, because: said.why, refusals: [said], faults: [] });
    expect(world.acts).toEqual(['close errors']);
    expect(world.records.undo.map(({ kind }) => kind)).toEqual(['run']);
    expect(world.guardians.said).not.toContain('armed');
    expect(kinds).not.toContain('run.halted');
  });

  test('keeps the other faults of its run from being put in', async () => {
    const world = worldWith();
    world.fault('a').onPrepare = () => world.clock.sleep(ms(300));
    world.fault('b').onPrepare = against;
    const later = fault('c', {}, { start: { kind: 'at', at: ms(5000) } });
    const { verdict } = await drill(planOf([fault('a'), fault('b'), later]), world);
    expect(verdict).toMatchObject({ outcome: 'refused', refusals: [said] });
    expect(world.acts).toEqual(['close errors']);
  });

  test('refuses a rehearsal as well', async () => {
    const world = worldWith();
    world.fault('b').onPrepare = against;
    world.wrap = rehearse;
    const { verdict } = await drill(planOf([fault('b')], {}, { rehearsal: true }), world);
    expect(verdict).toMatchObject({ outcome: 'refused', refusals: [said] });
  });

  test('halts a run that has injected something: that comes out at once', async () => {
    const world = worldWith();
    world.fault('b').onPrepare = against;
    const told = await drill(planOf([fault('a'), fault('b', {}, { start: { kind: 'at', at: ms(3000) } })]), world);
    expect(times(told)).toEqual(['a in 0', 'a out 3']);
    expect(told.verdict).toMatchObject({ outcome: 'aborted', exitCode: 3, because: `${said.why} Wait for it`, refusals: [] });
    expect(told.of('preflight.refused')).toEqual([]);
  });

  test('is no word for a target that could not be read: that halts the run', async () => {
    const world = worldWith();
    world.fault('b').onPrepare = () => Promise.reject(new Error('connection refused'));
    const { verdict } = await drill(planOf([fault('b')]), world);
    expect(verdict).toMatchObject({ outcome: 'aborted', because: 'connection refused', refusals: [] });
  });
});

describe('a fault that is looked at', () => {
  test('and can be seen by nobody counts as present where nothing could show it', async () => {
    const world = worldWith();
    world.fault('slow').onObserve = async () => ({ presence: 'unknown' });
    const { verdict } = await drill(planOf([fault('slow', { effect: 'unprovable' })]), world);
    expect(verdict.faults[0]?.presentAt).toBeDefined();
    expect(verdict.outcome).toBe('held');
  });

  test('and can be seen by nobody is not taken for present where its act did not say that it is', async () => {
    const world = worldWith();
    world.fault('slow').onApply = () => Promise.reject(new Error('flag on exits with 1.'));
    world.fault('slow').onObserve = async () => ({ presence: 'unknown' });
    const { verdict, of } = await drill(planOf([fault('slow', { effect: 'unprovable' })]), world);
    expect(of('fault.present')).toEqual([]);
    expect(of('fault.failed').map(({ why }) => why)).toEqual(['flag on exits with 1']);
    expect(verdict.outcome).toBe('inconclusive');
  });

  test('and cannot be seen though it should is no evidence', async () => {
    const world = worldWith();
    world.fault('slow').onObserve = () => Promise.reject(new Error('connection refused'));
    const { verdict, of } = await drill(planOf([fault('slow')]), world);
    expect(of('fault.failed')[0]?.why).toBe('it is unknown after the injection: connection refused');
    expect(verdict.outcome).toBe('inconclusive');
  });

  test.each(['unknown', 'partly'] as const)('and is %s for most of its time leaves the run inconclusive', async (presence) => {
    const world = worldWith();
    let looks = 0;
    world.fault('slow').onObserve = async () => ({ presence: ++looks > 1 && looks < 6 ? presence : 'present' });
    const { verdict } = await drill(planOf([fault('slow', {}, { for: ms(6000) })]), world);
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.because).toBe('slow could not be seen in place for 4 s, longer than 3 s (limits.blind)');
  });

  test('and is missed by a single look goes on as if nothing had been', async () => {
    const world = worldWith();
    let looks = 0;
    world.fault('slow').onObserve = async () => ({ presence: ++looks % 3 === 0 ? 'unknown' : 'present' });
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict.outcome).toBe('held');
    expect(verdict.faults[0]?.note).toBeUndefined();
  });

  test('and has vanished ends the run: it is inconclusive, and all else comes out', async () => {
    const world = worldWith();
    once(
      world,
      ({ kind }) => kind === 'fault.observed',
      () => world.fault('a').inPlace.clear(),
    );
    const { verdict, of } = await drill(planOf([fault('a'), fault('b')]), world);
    expect(of('fault.vanished')).toMatchObject([{ fault: 'a', detail: 'it is not there any more, and nobody here took it out' }]);
    expect(verdict.outcome).toBe('inconclusive');
    expect(world.acts).toEqual(['apply a 1', 'apply b 2', 'restore a 1', 'restore b 2', 'close errors']);
  });

  test('and has healed by itself is watched until its time is over', async () => {
    const world = worldWith();
    const kill = world.fault('kill');
    kill.onApply = async (n) => {
      void world.clock.sleep(ms(4000)).then(() => kill.take(n));
      return kill.put(n);
    };
    const told = await drill(planOf([fault('kill', { healsByItself: true })]), world);
    expect(times(told)).toEqual(['kill in 0', 'kill out 10']);
    expect(told.of('fault.vanished')).toEqual([]);
    expect(told.verdict.outcome).toBe('held');
  });

  test('has its lease moved on every quarter of it, and never after it is out', async () => {
    const world = worldWith();
    await drill(planOf([fault('slow', { lease: { kind: 'ttl', ttl: ms(12_000) } }, { for: ms(20_000) })]), world);
    const { renewed } = world.fault('slow');
    const gaps = renewed.slice(1).map((at, index) => at - (renewed[index] ?? 0));
    expect(gaps).toEqual([3000, 3000, 3000, 3000, 3000]);
  });

  test('has its lease moved on after it has healed, too, until its time is over', async () => {
    const world = worldWith();
    const kill = world.fault('kill');
    kill.onApply = async (n) => {
      void world.clock.sleep(ms(4000)).then(() => kill.take(n));
      return kill.put(n);
    };
    const lease = { kind: 'swept', ttl: ms(12_000) } as const;
    const { of } = await drill(planOf([fault('kill', { healsByItself: true, lease }, { for: ms(30_000) })]), world);
    const times = [of('fault.present')[0]?.at ?? 0, ...kill.renewed, of('fault.restoring')[0]?.at ?? 0];
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(6000);
  });

  test('whose lease cannot be moved is noted, and goes on', async () => {
    const world = worldWith();
    world.fault('slow').onRenew = () => Promise.reject(new Error('no answer.'));
    const { verdict, of } = await drill(planOf([fault('slow', { lease: { kind: 'ttl', ttl: ms(24_000) } })]), world);
    expect(of('note').map(({ text }) => text)).toEqual(['The lease of slow was not renewed: no answer.']);
    expect(verdict.outcome).toBe('held');
  });
});
