import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { ms } from '../../src/domain/units.ts';
import { rehearse } from '../../src/injectors/rehearsal.ts';
import { eventually, condition, during, recovery } from '../domain/story.ts';
import { drill, fault, hangs, planOf, sli, worldWith } from './rig.ts';

const is =
  (kind: Event['kind']) =>
  (event: Event): boolean =>
    event.kind === kind;

describe('a run', () => {
  test('is held where everything expected came true, tells its story in order, and leaves nothing', async () => {
    const world = worldWith();
    const { verdict, kinds, events } = await drill(planOf([fault('slow')]), world);
    expect(verdict).toMatchObject({ outcome: 'held', exitCode: 0, because: 'the one expectation is met' });
    const story = kinds.filter((kind) => kind !== 'sli.sampled' && kind !== 'fault.observed');
    expect(story).toEqual([
      'run.started',
      'plan.resolved',
      'phase.entered',
      'preflight.checked',
      'preflight.checked',
      'preflight.checked',
      'preflight.checked',
      'phase.entered',
      'baseline.measured',
      'phase.entered',
      'fault.prepared',
      'fault.injected',
      'fault.present',
      'phase.entered',
      'phase.entered',
      'fault.restoring',
      'fault.restored',
      'run.restored',
      'phase.entered',
      'recovery.reached',
      'verdict.reached',
      'run.finished',
    ]);
    expect(events.flatMap((event) => (event.kind === 'phase.entered' ? [event.phase] : []))).toEqual([
      'preflight',
      'baseline',
      'inject',
      'observe',
      'restore',
      'recovery',
    ]);
    expect(world.fault('slow').inPlace.size).toBe(0);
    expect(world.acts).toEqual(['apply slow 1', 'restore slow 1', 'close errors']);
    expect(world.state.active()).toEqual([]);
    expect(world.records.closed).toBe(true);
    expect(world.guardians.said).toEqual(['armed', 'restoring', 'goodbye']);
  });

  test('writes the undo before the act, and that it is out after the restore', async () => {
    const world = worldWith();
    const written: string[] = [];
    world.records.beforeUndo = async (line) => {
      written.push(`${line.kind}, ${world.acts.length} acts so far`);
    };
    await drill(planOf([fault('slow')]), world);
    expect(written).toEqual(['prepared, 0 acts so far', 'applied, 1 acts so far', 'restored, 2 acts so far']);
  });

  test('is refuted where an expectation is broken, and restored', async () => {
    const world = worldWith();
    world.measures('errors', () => ({ kind: 'good', value: world.fault('slow').inPlace.size * 20 }));
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict).toMatchObject({ outcome: 'refuted', exitCode: 1, because: 'during.errors: 20, must be at most 5' });
    expect(world.fault('slow').inPlace.size).toBe(0);
  });

  test('is aborted at an abort condition, restored at once, and says when', async () => {
    const world = worldWith();
    world.measures('errors', () => ({ kind: 'good', value: world.fault('slow').inPlace.size * 90 }));
    const { verdict, of } = await drill(planOf([fault('slow')]), world);
    expect(verdict).toMatchObject({ outcome: 'aborted', exitCode: 3, because: 'errors rose to 90 (abort above 50)' });
    const [halted] = of('run.halted');
    expect(of('fault.restored')[0]?.at).toBe(halted?.decidedAt);
    expect(verdict.halt?.restoredAt).toBe(halted?.decidedAt);
    expect(world.fault('slow').inPlace.size).toBe(0);
  });

  test('is refused where the steady state does not hold, and injects nothing', async () => {
    const world = worldWith();
    world.measures('errors', 9);
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict).toMatchObject({ outcome: 'refused', exitCode: 4 });
    expect(verdict.refusals[0]).toEqual({
      why: 'the steady state does not hold for 5 s: errors 9, must be at most 5.',
      hint: 'Drill a healthy target: see to it first, or correct steady-state.',
    });
    expect(world.acts).toEqual(['close errors']);
    expect(world.state.active()).toEqual([]);
  });

  test('is inconclusive where the fault never shows', async () => {
    const world = worldWith();
    world.fault('slow').onApply = async () => ({ kind: 'applied' });
    const { verdict, of } = await drill(planOf([fault('slow')]), world);
    expect(verdict.outcome).toBe('inconclusive');
    expect(of('fault.failed')[0]?.why).toBe('it is absent after the injection');
    expect(world.acts).toContain('restore slow 1');
  });

  test('is inconclusive where a fault that counts has hit nothing', async () => {
    const world = worldWith();
    world.fault('slow').hits = 0;
    const { verdict } = await drill(planOf([fault('slow', { effect: 'counted' })]), world);
    expect(verdict).toMatchObject({ outcome: 'inconclusive', exitCode: 6, because: 'slow was in place, but hit nothing' });
  });

  test('is held where a fault that counts has hit something', async () => {
    const world = worldWith();
    world.fault('slow').hits = 12;
    const { verdict } = await drill(planOf([fault('slow', { effect: 'counted' })]), world);
    expect(verdict.outcome).toBe('held');
    expect(verdict.faults[0]?.hits).toBe(12);
  });

  test('is not restored where something is left, which outranks all else, and keeps its locks', async () => {
    const world = worldWith();
    world.measures('errors', () => ({ kind: 'good', value: world.fault('slow').inPlace.size * 90 }));
    world.fault('slow').onRestore = async () => ({ kind: 'left', left: [{ target: 'payments', why: 'it does not answer', command: 'mend it' }] });
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict).toMatchObject({ outcome: 'not restored', exitCode: 5, because: 'slow is not restored on payments (it does not answer)' });
    expect(verdict.halt).not.toHaveProperty('restoredAt');
    expect(world.state.active().map(({ run }) => run)).toEqual(['fake01']);
    expect(world.acts.filter((act) => act === 'restore slow 1')).toHaveLength(2);
    // No third try behind the back of who has read the exit code.
    expect(world.guardians.said.at(-1)).toBe('goodbye');
  });

  test('tries again at its end what it could not restore', async () => {
    const world = worldWith();
    let tries = 0;
    world.fault('slow').onRestore = async (n) => {
      tries += 1;
      if (tries === 1) throw new Error('connection refused');
      return world.fault('slow').take(n);
    };
    const { verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict.outcome).toBe('held');
    expect(world.state.active()).toEqual([]);
  });

  test('that fails inside is a tool error, and restored', async () => {
    const world = worldWith();
    const plan = planOf([fault('slow')]);
    world.records.onEvent = (event) => {
      if (event.kind === 'recovery.reached') throw new Error('a bug');
    };
    const { verdict } = await drill(plan, world);
    expect(verdict).toMatchObject({ outcome: 'tool error', exitCode: 70 });
    expect(world.fault('slow').inPlace.size).toBe(0);
  });

  test('ends with run.finished, which repeats the verdict', async () => {
    const world = worldWith();
    const { events, verdict } = await drill(planOf([fault('slow')]), world);
    expect(events.at(-1)).toMatchObject({ kind: 'run.finished', run: 'fake01', outcome: 'held', exitCode: 0, folder: '/records/fake01', by: 'runner' });
    expect(events.findLast(is('verdict.reached'))).toMatchObject({ verdict });
  });
});

describe('recovery', () => {
  const slow = planOf([fault('slow')], { expect: [during(condition('errors', 'at-most', 50)), recovery(20_000)], abort: [] });

  test('is timed from the restore to the first instant of the steady state', async () => {
    const world = worldWith();
    let restoredAt = Infinity;
    world.fault('slow').onRestore = async (n) => {
      restoredAt = world.clock.now();
      return world.fault('slow').take(n);
    };
    world.measures('errors', () => ({ kind: 'good', value: world.clock.now() > 10_000 && world.clock.now() < restoredAt + 4000 ? 40 : 0 }));
    const { verdict, of } = await drill(slow, world);
    expect(verdict.outcome).toBe('held');
    const took = of('recovery.reached')[0]?.took ?? 0;
    expect(took).toBeGreaterThanOrEqual(3000);
    expect(took).toBeLessThanOrEqual(5000);
  });

  test('that does not come is a broken expectation', async () => {
    const world = worldWith();
    world.measures('errors', () => ({ kind: 'good', value: world.acts.length > 0 ? 20 : 0 }));
    const { verdict, of } = await drill(slow, world);
    expect(verdict.outcome).toBe('refuted');
    expect(of('recovery.missed')).toHaveLength(1);
  });

  test('is neither waited for nor claimed while something is left', async () => {
    const world = worldWith();
    world.fault('slow').onRestore = async () => ({ kind: 'left', left: [{ target: 'payments', why: 'it does not answer', command: 'mend it' }] });
    const plan = planOf([fault('slow')], { expect: [recovery(10_000), eventually(condition('errors', 'at-most', 5), 60_000, 'restore')] });
    const { verdict, of } = await drill(plan, world);
    expect(of('recovery.reached')).toEqual([]);
    expect((of('run.finished')[0]?.at ?? 0) - (of('fault.left')[0]?.at ?? 0)).toBeLessThan(500);
    expect(verdict.expectations.map(({ status }) => status)).toEqual(['undecided', 'undecided']);
  });

  test('waits for what is expected within a time from the restore', async () => {
    const world = worldWith();
    world.measures('queue', () => ({ kind: 'good', value: world.acts.length > 1 && world.clock.now() > 45_000 ? 0 : 3 }));
    const plan = planOf([fault('slow')], {
      slis: [sli('errors'), sli('queue')],
      expect: [eventually(condition('queue', 'equals', 0, 'last'), 60_000, 'restore')],
    });
    const { verdict } = await drill(plan, world);
    expect(verdict.outcome).toBe('held');
    expect(world.clock.now()).toBeGreaterThan(45_000);
    expect(world.clock.now()).toBeLessThan(50_000);
  });
});

describe('a rehearsal', () => {
  test('injects nothing, and is anything but held', async () => {
    const world = worldWith();
    world.wrap = (injector) => rehearse(injector);
    const { verdict, events } = await drill(planOf([fault('slow')], {}, { rehearsal: true }), world);
    expect(verdict).toMatchObject({ outcome: 'inconclusive', exitCode: 6, because: 'a rehearsal: nothing was injected' });
    expect(world.acts).toEqual(['close errors']);
    expect(events[0]).toMatchObject({ rehearsal: true });
  });

  test('writes down nothing by which a guardian or a later restore could act on the target', async () => {
    const world = worldWith();
    world.variables.set('TOKEN', 'x');
    world.wrap = (injector) => rehearse(injector);
    await drill(planOf([fault('slow', { needs: { env: ['TOKEN'], rights: [] } })], {}, { rehearsal: true }), world);
    const prepared = world.records.undo.filter(({ kind }) => kind === 'prepared');
    expect(prepared).toMatchObject([{ type: 'rehearsal', fault: 'slow', undo: {}, env: [], targets: ['target of slow'] }]);
  });
});

describe('the last line of a run', () => {
  test('is run.finished, also where a sink throws at it', async () => {
    const world = worldWith();
    const heard: string[] = [];
    world.sinks.push({
      name: 'broken',
      receive: ({ kind }) => {
        if (kind === 'run.finished') throw new Error('no more paper');
      },
    });
    world.sinks.push({ name: 'json', receive: ({ kind }) => void heard.push(kind) });
    const { events } = await drill(planOf([fault('slow')]), world);
    expect(events.at(-1)?.kind).toBe('run.finished');
    expect(heard.at(-1)).toBe('run.finished');
  });

  test('is run.finished, also where a sink never closes', async () => {
    const world = worldWith();
    world.sinks.push({ name: 'hung', receive: () => undefined, close: hangs });
    world.sinks.push({
      name: 'rude',
      receive: () => undefined,
      close: () => {
        throw new Error('no');
      },
    });
    const { events, verdict } = await drill(planOf([fault('slow')]), world);
    expect(verdict.outcome).toBe('held');
    expect(events.at(-1)?.kind).toBe('run.finished');
    expect(ms(world.clock.now())).toBeLessThan(40_000);
  });
});
