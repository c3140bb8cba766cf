import { describe, expect, test } from 'vitest';
import { CannotMeasure } from '../../src/domain/cannot-measure.ts';
import { StateDamaged } from '../../src/domain/state-damaged.ts';
import type { Measurement } from '../../src/domain/sample.ts';
import { ms, perSecond } from '../../src/domain/units.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { rehearse } from '../../src/injectors/rehearsal.ts';
import type { Injector } from '../../src/ports/injector.ts';
import { condition, during } from '../domain/story.ts';
import { drill, fault, hangs, interrupt, once, planOf, sli, worldWith } from './rig.ts';

const refusals = async (world = worldWith(), plan = planOf([fault('slow')])) => {
  const { verdict, of } = await drill(plan, world);
  expect(world.acts.filter((act) => act.startsWith('apply'))).toEqual([]);
  expect(verdict.outcome).toBe('refused');
  expect(of('preflight.refused')[0]?.refusals).toEqual(verdict.refusals);
  expect(world.guardians.said.at(-1)).not.toBe('armed');
  return verdict.refusals;
};

describe('preflight refuses', () => {
  test('where the environment does not allow it, runs are blocked, and restore lacks a variable: all at once', async () => {
    const world = worldWith();
    world.state.block('incident 4711');
    const no = { why: 'it is not allowed.', hint: 'Ask.' };
    const plan = planOf([fault('slow', { needs: { env: ['TOKEN'], rights: [] } })], {}, { forbidden: async () => [no] });
    expect(await refusals(world, plan)).toEqual([
      no,
      { why: 'runs are blocked: incident 4711.', hint: 'When that is over: firedrill unblock.' },
      { why: 'restore needs the environment variable TOKEN, and it is not set.', hint: 'Set TOKEN, here and wherever firedrill restore may run.' },
    ]);
  });

  test('a fault that carries a secret, and no file repeats it: neither the record nor the state', async () => {
    const world = worldWith();
    const entered: string[] = [];
    const enter = world.state.enter.bind(world.state);
    world.state.enter = (run, locks) => {
      entered.push(...locks);
      return enter(run, locks);
    };
    const no = { why: 'fault slow carries a secret, and what restores it is written to disk.', hint: 'Name the variable instead.' };
    const plan = planOf([fault('slow', { locks: ['command:["touch","s3cr3t"]'] })], {}, { secrets: ['s3cr3t'], forbidden: async () => [no] });
    expect(await refusals(world, plan)).toEqual([no]);
    expect(entered).toEqual([]);
    expect(JSON.stringify([world.records.undo, world.records.events])).not.toContain('s3cr3t');
  });

  test('where the state that says who holds the targets is damaged, or does not take the run; no lock of it is given back then', async () => {
    const damaged = worldWith();
    damaged.state.damaged = new StateDamaged('/s/state.db: file is not a database', 'Move it aside.');
    expect(await refusals(damaged)).toEqual([{ why: 'the state of this user cannot be used: /s/state.db: file is not a database.', hint: 'Move it aside.' }]);
    expect(damaged.records.events.filter(({ kind }) => kind === 'note')).toEqual([]);
    const busy = worldWith();
    busy.state.damage = () => {
      throw new Error('Cannot ask the state of this user: database is locked.');
    };
    expect(await refusals(busy)).toEqual([{ why: 'Cannot ask the state of this user: database is locked.', hint: 'Another process is at it: try again.' }]);
    const full = worldWith();
    full.state.enter = () => {
      throw new Error('database or disk is full');
    };
    expect(await refusals(full)).toEqual([
      {
        why: 'this run cannot be entered into the state of this user: database or disk is full.',
        hint: 'Without its locks another run could change the same target.',
      },
    ]);
  });

  test('a target that a living run holds, and one that a dead run left broken', async () => {
    const world = worldWith();
    const holder = { run: 'other1', folder: '/r/other1', experiment: 'cut', runner: { pid: 300, startTime: 1 }, guardian: { pid: 301, startTime: 1 } };
    world.state.enter(holder, ['slow']);
    world.living.add(301);
    expect(await refusals(world)).toEqual([{ why: 'run other1 (cut) holds slow.', hint: 'Wait for it, or halt it: firedrill abort other1.' }]);
    expect(world.state.active()).toEqual([holder]);

    const later = worldWith();
    later.state.enter(holder, ['slow']);
    expect(await refusals(later)).toEqual([
      { why: 'run other1 (cut) left a fault on slow that was never restored.', hint: 'firedrill restore other1, or run again with --restore-first.' },
    ]);
    expect(later.state.active()).toEqual([holder]);
  });

  test('without a guardian', async () => {
    const world = worldWith();
    world.guardians.refuses = 'spawn EAGAIN';
    expect(await refusals(world)).toEqual([
      { why: 'the guardian cannot be started: spawn EAGAIN.', hint: 'Without it nothing would restore after a crash of this process.' },
    ]);
  });

  test('an SLI that cannot be opened, and one that never answers', async () => {
    const slis = [sli('errors'), sli('gone')];
    expect(await refusals(worldWith(), planOf([fault('slow')], { slis }))).toEqual([
      { why: 'the SLI gone cannot be measured: nothing answers for gone.', hint: 'Correct its address, query or metric.' },
    ]);
    const openable = worldWith();
    openable.openProbe = () => Promise.reject(new CannotMeasure('errors', 'the config names no Prometheus', 'Add prometheus: to it.'));
    expect(await refusals(openable)).toEqual([{ why: 'the SLI errors cannot be measured: the config names no Prometheus.', hint: 'Add prometheus: to it.' }]);
    const world = worldWith();
    world.measures('gone', () => Promise.reject(new Error('connection refused')));
    expect(await refusals(world, planOf([fault('slow')], { slis }))).toEqual([
      { why: 'the SLI gone has no data: connection refused.', hint: 'Without it the run could not see what it does: correct its address or query.' },
    ]);
  });

  test('an injector that says no, one that fails, and one that does not answer', async () => {
    const world = worldWith();
    world.fault('a').onPreflight = async () => [
      { why: 'no proxy a.', hint: 'Make it.' },
      { why: 'nothing listens on TCP port 1', hint: 'Start it.' },
    ];
    world.fault('b').onPreflight = () => Promise.reject(new Error('connection refused.'));
    world.fault('c').onPreflight = hangs;
    const hint = 'Unknown means no: make its target reachable first.';
    expect(await refusals(world, planOf([fault('a'), fault('b'), fault('c')]))).toEqual([
      { why: 'fault a: no proxy a.', hint: 'Make it.' },
      { why: 'fault a: nothing listens on TCP port 1.', hint: 'Start it.' },
      { why: 'fault b cannot be checked: connection refused.', hint },
      { why: 'fault c cannot be checked: no answer within 10000 ms.', hint },
    ]);
  });

  test('a share of the targets beyond a cap, once it was seen: in a rehearsal too', async () => {
    const asked: unknown[] = [];
    const no = { why: 'fault b hits 50 % of the targets.', hint: 'Lower it.' };
    const forbidden: Plan['forbidden'] = async (seen) => {
      asked.push(seen);
      return seen === undefined ? [] : [no];
    };
    for (const wrap of [(injector: Injector) => injector, rehearse]) {
      const world = worldWith();
      world.wrap = wrap;
      world.fault('a').onShare = () => Promise.reject(new Error('nobody may ask'));
      world.fault('b').onShare = async () => ({ hit: 1, of: 2 });
      const plan = planOf(
        [fault('a'), fault('b', { share: { targets: 'seen in preflight' } }), fault('c', { share: { targets: 'seen in preflight' } })],
        {},
        { forbidden },
      );
      expect(await refusals(world, plan)).toEqual([no]);
    }
    expect(asked).toEqual([undefined, new Map([['b', { hit: 1, of: 2 }]]), undefined, new Map([['b', { hit: 1, of: 2 }]])]);
  });

  test('a relative limit whose baseline could not be measured', async () => {
    const world = worldWith();
    const flaky = (): Measurement => (world.clock.now() > 6000 ? { kind: 'blind', reason: 'no answer' } : { kind: 'good', value: 3 });
    world.measures('latency', flaky);
    const relative = { ...condition('latency', 'at-most', { kind: 'relative', ratio: 1.3 }) };
    const found = await refusals(world, planOf([fault('slow')], { slis: [sli('errors'), sli('latency')], expect: [during(relative)] }));
    expect(found).toEqual([
      {
        why: 'latency has no baseline (blind: no answer), and a condition refers to it.',
        hint: 'See that latency is measured without a gap, or give the condition an absolute limit.',
      },
    ]);
  });
});

describe('an application', () => {
  const application = { start: ['node', 'shop.ts'], ready: 'http://127.0.0.1:8080/ready', within: ms(5000), env: { PORT: '8080' } };
  const plan = planOf([fault('slow')], { application });

  test('that answers already is used as it is', async () => {
    const world = worldWith();
    const { of } = await drill(plan, world);
    expect(of('application.used')).toMatchObject([{ detail: 'http://127.0.0.1:8080/ready answers already' }]);
    expect(world.acts.join(' ')).not.toContain('application');
  });

  test('is started as an undo entry, and ends after the last fault is out', async () => {
    const world = worldWith();
    world.answer = async () => (world.fault('application').inPlace.size > 0 ? 204 : 503);
    const { of, verdict } = await drill(plan, world);
    expect(of('application.started')).toMatchObject([{ name: 'application', detail: 'node shop.ts, its output in /records/fake01/application.log' }]);
    expect(world.acts).toEqual(['apply application 1', 'apply slow 2', 'restore slow 2', 'close errors', 'restore application 1']);
    expect(of('application.stopped')).toHaveLength(1);
    expect(verdict.outcome).toBe('held');
    expect(world.guardians.said).toEqual(['armed', 'restoring', 'goodbye']);
  });

  test('that is never ready refuses the run, and ends again', async () => {
    const world = worldWith();
    world.answer = () => Promise.reject(new Error('connect ECONNREFUSED'));
    expect(await refusalsOf(world)).toEqual([
      {
        why: 'the application was started and http://127.0.0.1:8080/ready does not answer 2xx within 5 s.',
        hint: 'See /records/fake01/application.log.',
      },
    ]);
    expect(world.fault('application').inPlace.size).toBe(0);
    expect(world.state.active()).toEqual([]);
  });

  test('that ends before it is ready refuses the run at once', async () => {
    const world = worldWith();
    world.answer = () => Promise.reject(new Error('connect ECONNREFUSED'));
    world.fault('application').onApply = async () => ({ kind: 'applied', detail: {} });
    expect(await refusalsOf(world)).toEqual([
      {
        why: 'the application was started and has ended, and http://127.0.0.1:8080/ready does not answer 2xx.',
        hint: 'See /records/fake01/application.log. It has to stay in the foreground, so that it can be ended with the run.',
      },
    ]);
    expect(world.clock.now()).toBeLessThan(2000);
    expect(world.state.active()).toEqual([]);
  });

  test('that cannot be started refuses the run', async () => {
    const world = worldWith();
    world.answer = async () => 503;
    world.fault('application').onApply = () => Promise.reject(new Error('spawn ENOENT'));
    expect((await refusalsOf(world))[0]?.why).toBe('the application cannot be started: spawn ENOENT.');
  });

  test('whose undo cannot be written is not started', async () => {
    const world = worldWith();
    world.answer = async () => 503;
    world.records.beforeUndo = () => Promise.reject(new Error('no space left on device'));
    expect((await refusalsOf(world))[0]?.why).toBe('the application cannot be started: no space left on device.');
    expect(world.acts).toEqual([]);
  });

  test('that will not end is not restored', async () => {
    const world = worldWith();
    world.answer = async () => (world.fault('application').inPlace.size > 0 ? 200 : 503);
    world.fault('application').onRestore = async () => ({ kind: 'left', left: [{ target: 'node', why: 'pid 7 is still there', command: 'kill -9 7' }] });
    const { verdict } = await drill(plan, world);
    expect(verdict).toMatchObject({ outcome: 'not restored', exitCode: 5 });
    expect(world.state.active()).toHaveLength(1);
  });

  test('is ended by a halt while it comes up', async () => {
    const world = worldWith();
    const operator = new AbortController();
    world.answer = async () => 503;
    once(
      world,
      ({ kind }) => kind === 'application.started',
      () => interrupt(operator),
    );
    const { verdict, of } = await drill(plan, world, operator);
    expect(verdict.exitCode).toBe(130);
    expect(of('preflight.refused')).toEqual([]);
    expect(world.fault('application').inPlace.size).toBe(0);
  });

  test('brings the embedded proxies it is wired through, and they end after it', async () => {
    const world = worldWith();
    const there = () => world.fault('application').inPlace.size;
    world.answer = async (url) => (there() >= (url.endsWith('/version') ? 1 : 2) ? 200 : 503);
    const proxy = { kind: 'embedded', api: 'http://127.0.0.1:8474', listen: '127.0.0.1:1', upstream: '127.0.0.1:2' } as const;
    const foreign = { kind: 'toxiproxy', api: 'http://127.0.0.1:9999', listen: '127.0.0.1:3', upstream: '127.0.0.1:4' } as const;
    const { of } = await drill(planOf([fault('slow')], { application }, { proxies: { payments: proxy, other: foreign } }), world);
    expect(of('application.started').map(({ name }) => name)).toEqual(['proxy', 'application']);
    expect(of('application.stopped').map(({ name }) => name)).toEqual(['application', 'proxy']);
    expect(JSON.parse(world.files.get('/records/fake01/proxies.json') ?? '')).toEqual([
      { name: 'payments', listen: '127.0.0.1:1', upstream: '127.0.0.1:2', enabled: true },
    ]);
  });

  async function refusalsOf(world: ReturnType<typeof worldWith>) {
    const { verdict } = await drill(plan, world);
    expect(verdict.outcome).toBe('refused');
    return verdict.refusals;
  }
});

describe('load', () => {
  const load = {
    name: 'checkout',
    method: 'GET',
    url: 'http://127.0.0.1/',
    headers: {},
    rate: perSecond(10),
    timeout: ms(1000),
    success: { headers: {}, json: {} },
  };

  test('runs from preflight until the run is over', async () => {
    const world = worldWith();
    await drill(planOf([fault('slow')], { load: [load] }), world);
    expect(world.acts).toEqual(['start load checkout', 'apply slow 1', 'restore slow 1', 'close errors', 'stop load checkout']);
  });

  const sums = { good: 1166, failed: 34, dropped: 0, skipped: 0, waiting: 2, worstLag: 12, failures: { 'status 503': 20, 'no answer within 1000 ms': 14 } };
  const remark = '34 of 1200 requests of load checkout failed: status 503 (20), no answer within 1000 ms (14).';

  test('says at the end why its requests failed', async () => {
    const world = worldWith();
    world.loadStats = async () => sums;
    const { of, verdict } = await drill(planOf([fault('slow')], { load: [load] }), world);
    expect(of('load.summed')).toMatchObject([{ load: 'checkout', ...sums }]);
    expect(verdict.remarks).toEqual([remark]);
  });

  test('says so too where it is why the steady state does not hold', async () => {
    const world = worldWith();
    world.measures('errors', 90);
    world.loadStats = async () => sums;
    const { of, verdict } = await drill(planOf([fault('slow')], { load: [load] }), world);
    expect(verdict).toMatchObject({ outcome: 'refused', remarks: [remark] });
    expect(of('preflight.checked').at(-1)).toMatchObject({
      check: 'waiting for up to 18 s more',
      detail: 'the steady state does not hold for 5 s: errors 90, must be at most 5.',
    });
  });

  test.each([
    ['is dead', () => Promise.reject(new Error('its thread ended'))],
    ['does not answer', hangs],
  ])('that %s at the end keeps nothing waiting', async (_how, stats) => {
    const world = worldWith();
    world.loadStats = stats;
    const { of, verdict } = await drill(planOf([fault('slow')], { load: [load] }), world);
    expect(of('load.summed')).toEqual([]);
    expect(verdict.outcome).toBe('held');
    expect(world.acts.at(-1)).toBe('stop load checkout');
  });
});
