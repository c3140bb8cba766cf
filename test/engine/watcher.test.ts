import { describe, expect, test } from 'vitest';
import type { AbortCondition } from '../../src/domain/experiment.ts';
import type { Measurement } from '../../src/domain/sample.ts';
import { ms } from '../../src/domain/units.ts';
import { condition, during } from '../domain/story.ts';
import { abort, drill, fault, planOf, sli, worldWith } from './rig.ts';

type One = number | 'blind' | 'pending';
const measurement = (one: One): Measurement => {
  if (one === 'blind') return { kind: 'blind', reason: 'connection refused' };
  return one === 'pending' ? { kind: 'pending', waiting: 3 } : { kind: 'good', value: one };
};

/** Drills with these samples from the injection on, one a second (0 after the last), and says when and why the run halted, counted in samples. */
async function halted(patience: AbortCondition['patience'], samples: readonly One[], blind = 60_000) {
  const world = worldWith();
  let next = 0;
  world.measures('errors', () => measurement(world.acts.length > 0 ? (samples[next++] ?? 0) : 0));
  const plan = planOf([fault('slow')], {
    abort: [abort('abort.errors', 50, patience)],
    limits: { duration: ms(300_000), restore: ms(30_000), blind: ms(blind) },
  });
  const { of } = await drill(plan, world);
  const [found] = of('run.halted');
  if (found === undefined) return undefined;
  const first = of('sli.sampled').findLast(({ at }) => at <= (of('fault.prepared')[0]?.at ?? 0))?.at ?? 0;
  return { reason: found.reason, breached: (found.breachedAt - first) / 1000, decided: (found.decidedAt - first) / 1000 };
}

describe('an abort condition', () => {
  test('without patience halts at the first breach', async () => {
    expect(await halted({ kind: 'at-once' }, [0, 51])).toEqual({
      reason: { kind: 'abort', id: 'abort.errors', sli: 'errors', condition: 'above 50', value: 51, shown: '51' },
      breached: 2,
      decided: 2,
    });
  });

  test('with for halts once it is breached for at least that long', async () => {
    const patience = { kind: 'for', for: ms(2000) } as const;
    expect(await halted(patience, [51, 60, 70, 80])).toMatchObject({ breached: 1, decided: 3, reason: { value: 70, condition: 'above 50 for 2 s' } });
    expect(await halted(patience, [51, 60, 0, 51, 60])).toBeUndefined();
  });

  test.each([['blind'], ['pending']] as const)('with for is neither breached nor cleared by a %s sample', async (one) => {
    const patience = { kind: 'for', for: ms(2000) } as const;
    expect(await halted(patience, [51, one, one, one, 60])).toMatchObject({ breached: 1, decided: 5 });
    expect(await halted(patience, [51, one, one, one, 0])).toBeUndefined();
  });

  test('with count looks at the last slots alone', async () => {
    const patience = { kind: 'count', count: 3, of: 5 } as const;
    expect(await halted(patience, [51, 0, 52, 0, 53])).toMatchObject({ breached: 1, decided: 5, reason: { condition: 'above 50 in 3 of 5 samples' } });
    expect(await halted(patience, [51, 0, 0, 52, 0, 53, 0])).toBeUndefined();
  });

  test('says its breach once, when it begins', async () => {
    const world = worldWith();
    const samples = [51, 60, 0, 51];
    world.measures('errors', () => ({ kind: 'good', value: world.acts.length > 0 ? (samples.shift() ?? 0) : 0 }));
    const { of } = await drill(planOf([fault('slow')], { abort: [abort('abort.errors', 50, { kind: 'for', for: ms(9000) })] }), world);
    expect(of('abort.breached').map(({ id, value }) => `${id} ${value}`)).toEqual(['abort.errors 51', 'abort.errors 51']);
  });

  test('is watched from the first injection on: what comes while a fault waits for its time is not its doing', async () => {
    const world = worldWith();
    const late = fault('slow', {}, { start: { kind: 'at', at: ms(8000) } });
    const waiting = (): boolean => world.records.events.some((event) => event.kind === 'phase.entered' && event.phase === 'inject') && world.acts.length === 0;
    let breaches = 0;
    world.measures('errors', () => {
      if (waiting()) breaches += 1;
      return { kind: 'good', value: waiting() && breaches < 4 ? 60 : 0 };
    });
    const { verdict, of } = await drill(planOf([late]), world);
    expect(breaches).toBeGreaterThan(4);
    expect(of('run.halted')).toEqual([]);
    expect(verdict.outcome).toBe('held');
  });

  test('relative to the baseline is held against what was measured', async () => {
    const world = worldWith();
    world.measures('errors', () => ({ kind: 'good', value: world.acts.length > 0 ? 9 : 4 }));
    const relative: AbortCondition = {
      id: 'abort.errors',
      condition: { sli: 'errors', comparator: 'above', bound: { kind: 'relative', ratio: 2 }, as: 'mean' },
      patience: { kind: 'at-once' },
    };
    const { verdict } = await drill(planOf([fault('slow')], { abort: [relative] }), world);
    expect(verdict.because).toBe('errors rose to 9 (abort above 8 (200 % of baseline))');
  });
});

describe('blindness', () => {
  const blind = (count: number): One[] => Array.from({ length: count }, () => 'blind');

  test('halts once an SLI under abort is blind for longer than allowed, counted from the last that was known', async () => {
    expect(await halted({ kind: 'at-once' }, blind(9), 3000)).toEqual({
      reason: { kind: 'blind', sli: 'errors', why: 'blind for longer than 3 s: connection refused' },
      breached: 0,
      decided: 4,
    });
  });

  test('shorter than that does not, nor does pending', async () => {
    expect(await halted({ kind: 'at-once' }, [...blind(3), 0, ...blind(3)], 3000)).toBeUndefined();
    expect(await halted({ kind: 'at-once' }, ['pending', 'pending', 'pending', 'pending', 'pending', 'pending'], 3000)).toBeUndefined();
  });

  test('is at least two intervals of the SLI', async () => {
    expect(await halted({ kind: 'at-once' }, blind(9), 100)).toMatchObject({ decided: 3, reason: { why: 'blind for longer than 2 s: connection refused' } });
  });

  test('is at least two scrapes of the Prometheus behind an SLI, in the watcher and in the verdict', async () => {
    const world = worldWith();
    let seen = 0;
    world.measures('lag', () => measurement(world.acts.length > 0 && ++seen <= 5 ? 'blind' : 0));
    const scraped = { slis: [sli('errors'), sli('lag', { probe: 'prometheus' })], expect: [during(condition('lag', 'at-most', 5))] };
    const watched: AbortCondition = { id: 'abort.lag', condition: condition('lag', 'above', 50), patience: { kind: 'at-once' } };
    const plan = planOf(
      [fault('slow', {}, { for: ms(30_000) })],
      { ...scraped, abort: [watched] },
      { prometheus: { url: 'http://127.0.0.1:9090', headers: {}, scrapeInterval: ms(3000) } },
    );
    expect((await drill(plan, world)).verdict.outcome).toBe('held');
  });

  test('of an SLI that is only expected halts nothing', async () => {
    const world = worldWith();
    world.measures('seen', () => measurement(world.acts.length > 0 ? 'blind' : 0));
    const { verdict } = await drill(planOf([fault('slow')], { slis: [sli('errors'), sli('seen')] }), world);
    expect(verdict.outcome).toBe('held');
  });
});
