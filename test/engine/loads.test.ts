import { describe, expect, test } from 'vitest';
import type { LoadSpec } from '../../src/domain/experiment.ts';
import { isOwn } from '../../src/domain/undo.ts';
import { ms, perSecond } from '../../src/domain/units.ts';
import { rehearse } from '../../src/injectors/rehearsal.ts';
import { drill, fault, interrupt, once, planOf, worldWith } from './rig.ts';

const load = (name: string): LoadSpec => ({
  name,
  method: 'GET',
  url: 'http://storefront.shop/',
  headers: {},
  rate: perSecond(10),
  timeout: ms(1000),
  success: { headers: {}, json: {} },
  in: { namespace: 'shop' },
});
const type = 'kubernetes.load';
const plan = planOf([fault('slow')], { load: [load('web')] }, { loadImage: 'registry.example/firedrill:1' });

describe('a load that a Job in a cluster sends', () => {
  test('stands in the undo record before it is there, is up before the faults, and goes after everything else', async () => {
    const world = worldWith();
    const { verdict, of } = await drill(plan, world);
    expect(verdict.outcome).toBe('held');
    expect(world.acts).toEqual([`apply ${type} 1`, 'start load web', 'apply slow 2', 'restore slow 2', 'close errors', 'stop load web', `restore ${type} 1`]);
    expect(world.records.undo.slice(1, 4)).toMatchObject([
      { kind: 'prepared', n: 1, fault: 'load web', type, group: 'programs' },
      { kind: 'applied', n: 1 },
      { kind: 'prepared', n: 2 },
    ]);
    expect(of('application.started')).toMatchObject([
      { name: 'load web', detail: `target of ${type} in namespace shop, its image registry.example/firedrill:1` },
    ]);
    expect(of('application.stopped')).toMatchObject([{ name: 'load web' }]);
    expect(of('fault.prepared').map((one) => one.fault)).toEqual(['slow']);
  });

  test('has its lease moved on every 15 s while it is there, and not after', async () => {
    const world = worldWith();
    await drill(plan, world);
    const { renewed } = world.fault(type);
    expect(renewed.length).toBeGreaterThan(0);
    expect(renewed.map((time, index) => time - (renewed[index - 1] ?? time - 15_000))).toEqual(renewed.map(() => 15_000));
  });

  test('whose lease cannot be moved on is said, and is no reason to halt', async () => {
    const world = worldWith();
    world.fault(type).onRenew = () => Promise.reject(new Error('connection refused'));
    const { verdict, of } = await drill(plan, world);
    expect(verdict.outcome).toBe('held');
    expect(of('note')).toMatchObject([{ text: 'The lease of load web was not renewed: connection refused.' }]);
  });

  test('is really sent in a rehearsal', async () => {
    const world = worldWith();
    world.wrap = (injector, of) => (isOwn({ type: of }) ? injector : rehearse(injector));
    await drill(planOf([fault('slow')], { load: [load('web')] }, { rehearsal: true }), world);
    expect(world.acts).toEqual([`apply ${type} 1`, 'start load web', 'close errors', 'stop load web', `restore ${type} 1`]);
  });

  test('that is left is not restored, with the command', async () => {
    const world = worldWith();
    const left = [{ target: 'job/fd-1', why: 'it is being deleted, and is not gone', command: 'kubectl delete job/fd-1' }];
    world.fault(type).onRestore = async () => ({ kind: 'left', left });
    const { verdict, of } = await drill(plan, world);
    expect(verdict.outcome).toBe('not restored');
    expect(of('fault.left')).toMatchObject([{ fault: 'load web', left }]);
  });

  test('goes when the run is halted while it comes up, also where it lands only then', async () => {
    const world = worldWith();
    const operator = new AbortController();
    const landing = Promise.withResolvers<void>();
    world.fault(type).onApply = async (n) => {
      interrupt(operator);
      await landing.promise;
      return world.fault(type).put(n);
    };
    void world.clock.sleep(ms(3000)).then(landing.resolve);
    const { verdict } = await drill(plan, world, operator);
    expect(verdict.outcome).toBe('aborted');
    expect([...world.fault(type).inPlace]).toEqual([]);
  });

  test('goes when the runner is halted while its pod starts', async () => {
    const world = worldWith();
    const operator = new AbortController();
    world.fault(type).onObserve = async () => ({ presence: 'partly', detail: 'pod x is Pending' });
    void world.clock.sleep(ms(20_000)).then(() => interrupt(operator));
    const { verdict } = await drill(plan, world, operator);
    expect([verdict.outcome, ...world.fault(type).inPlace]).toEqual(['aborted']);
  });
});

describe('preflight refuses a load in a cluster', () => {
  const refusals = async (world: ReturnType<typeof worldWith>, of = plan) => {
    const { verdict } = await drill(of, world);
    expect(verdict.outcome).toBe('refused');
    expect(world.acts.filter((act) => act.startsWith('apply slow'))).toEqual([]);
    expect([...world.fault(type).inPlace]).toEqual([]);
    return verdict.refusals;
  };

  test('that may not be there, before it is', async () => {
    const world = worldWith();
    world.fault(type).onPreflight = async () => [{ why: 'there is no namespace shop in eu', hint: 'Correct it.' }];
    expect(await refusals(world)).toEqual([{ why: 'load web: there is no namespace shop in eu.', hint: 'Correct it.' }]);
    expect(world.acts).toEqual([]);
  });

  test('of whose cluster nothing is known', async () => {
    const world = worldWith();
    world.fault(type).onPreflight = () => Promise.reject(new Error('connection refused'));
    const hint = 'Unknown means no: make its cluster reachable first.';
    expect(await refusals(world)).toEqual([{ why: 'load web cannot be checked: connection refused.', hint }]);
  });

  test('that cannot be made, and takes it out: it may have landed', async () => {
    const world = worldWith();
    world.fault(type).onApply = async (n) => {
      world.fault(type).put(n);
      throw new Error('no answer within 10 s');
    };
    const hint = 'Correct what it says, then try again: nothing is left of it.';
    expect(await refusals(world)).toEqual([{ why: 'load web cannot be started: no answer within 10 s.', hint }]);
    expect(world.acts).toEqual([`apply ${type} 1`, `restore ${type} 1`]);
  });

  test.for([
    ['absent', 'pod x has ended with code 1', 'load web does not run: pod x has ended with code 1.'],
    ['partly', 'pod x is Pending: ImagePullBackOff', 'load web does not run within 1 m: pod x is Pending: ImagePullBackOff.'],
  ] as const)('whose pod is %s, and takes it out', async ([presence, detail, why]) => {
    const world = worldWith();
    world.fault(type).onObserve = async () => ({ presence, detail });
    const hint = 'Correct load-image of the environment, or what keeps its pod from running. Its Job is deleted again.';
    expect(await refusals(world)).toEqual([{ why, hint }]);
  });

  test('of which nothing is heard, with what its container says instead', async () => {
    const world = worldWith();
    world.loadStats = async () => {
      await world.clock.sleep(ms(10_000));
      throw new Error('the load in the cluster says nothing: it says "error: unknown command"');
    };
    const silent = 'the load in the cluster says nothing: it says "error: unknown command"';
    expect(await refusals(world)).toMatchObject([{ why: `load web does not run within 1 m: present; ${silent}.` }]);
    const dying = worldWith();
    dying.loadStats = async () => {
      dying.fault(type).onObserve = async () => ({ presence: 'absent', detail: 'pod x has ended with code 2' });
      throw new Error(silent);
    };
    expect(await refusals(dying)).toMatchObject([{ why: `load web does not run: pod x has ended with code 2; ${silent}.` }]);
  });

  test('and takes out another one that was still on its way', async () => {
    const world = worldWith();
    const both = planOf([fault('slow')], { load: [load('web'), load('api')] }, { loadImage: 'x' });
    world.fault(type).onApply = async (n) => {
      if (n === 1) throw new Error('forbidden');
      await world.clock.sleep(ms(5000));
      return world.fault(type).put(n);
    };
    expect(await refusals(world, both)).toMatchObject([{ why: 'load web cannot be started: forbidden.' }]);
    expect(world.acts.filter((act) => act.startsWith('restore'))).toEqual([`restore ${type} 2`, `restore ${type} 1`]);
  });
});

test('a load that the runner sends itself is no undo entry', async () => {
  const { in: _, ...own } = load('web');
  const world = worldWith();
  once(world, ({ kind }) => kind === 'baseline.measured', () => world.acts.push('measured')); // prettier-ignore
  await drill(planOf([fault('slow')], { load: [own] }), world);
  expect(world.acts).toEqual(['start load web', 'measured', 'apply slow 1', 'restore slow 1', 'close errors', 'stop load web']);
});
