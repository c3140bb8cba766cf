import { describe, expect, test } from 'vitest';
import type { SliSpec } from '../../src/domain/experiment.ts';
import type { Measurement, Sample } from '../../src/domain/sample.ts';
import { ms } from '../../src/domain/units.ts';
import { Sampling } from '../../src/engine/sampling.ts';
import { FakeClock } from '../fakes/clock.ts';
import { hangs, sli } from './rig.ts';

type Sampler = (call: number, signal: AbortSignal) => Measurement | Promise<Measurement>;
const good = (value = 1): Measurement => ({ kind: 'good', value });

/** Samples one SLI for `time`, and says what came; `calls` counts how often it was asked. */
async function sample(sampler: Sampler, time: number, more: Partial<SliSpec> = {}, clock = new FakeClock()) {
  let calls = 0;
  const samples: Sample[] = [];
  const session = { sample: async (signal: AbortSignal) => sampler((calls += 1), signal), [Symbol.asyncDispose]: async () => undefined };
  const sampling = new Sampling([{ sli: sli('errors', more), session }], clock, () => clock.now());
  sampling.listen((_sli, one) => samples.push(one));
  await clock.advance(time);
  await sampling[Symbol.asyncDispose]();
  return { samples, calls };
}

const arrivals = (samples: readonly Sample[]): readonly number[] => samples.map(({ at }) => at);

describe('an SLI', () => {
  test('is sampled on its own clock, each sample from the one before', async () => {
    const { samples } = await sample(() => good(), 3000);
    expect(samples.map(({ from, at }) => [from, at])).toEqual([
      [0, 1000],
      [1000, 2000],
      [2000, 3000],
    ]);
  });

  test('that rejects, throws or answers no number is blind, with the reason', async () => {
    const answers: Sampler[] = [
      () => Promise.reject(new Error('connection refused.')),
      () => {
        throw new Error('a bug');
      },
      () => good(Number.NaN),
      () => good(Infinity),
    ];
    const { samples } = await sample((call, signal) => answers[call - 1]?.(call, signal) ?? good(), 5000);
    expect(samples.map((one) => (one.kind === 'blind' ? one.reason : one.kind))).toEqual([
      'connection refused',
      'a bug',
      'the value is NaN',
      'the value is Infinity',
      'good',
    ]);
  });

  test('that hangs is blind at its deadline and in every slot after it, and is asked no second time', async () => {
    const { samples, calls } = await sample(hangs, 5500);
    expect(calls).toBe(1);
    expect(arrivals(samples)).toEqual([2000, 3000, 4000, 5000]);
    expect(samples.map((one) => (one.kind === 'blind' ? one.reason : ''))).toEqual([
      'no answer within 1000 ms',
      ...Array.from({ length: 3 }, () => 'an earlier sample has not come back'),
    ]);
  });

  test('that comes back is asked again', async () => {
    const clock = new FakeClock();
    const late: Sampler = async (call) => {
      if (call === 1) await clock.sleep(ms(3200));
      return good();
    };
    const { samples } = await sample(late, 6000, {}, clock);
    expect(samples.map(({ kind, at }) => `${kind} ${at}`)).toEqual(['blind 2000', 'blind 3000', 'blind 4000', 'good 5000', 'good 6000']);
  });

  test('is told when its time is over', async () => {
    let aborted = 0;
    const listens: Sampler = (_call, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(good((aborted += 1)))));
    await sample(listens, 4500, { timeout: ms(300) });
    expect(aborted).toBe(4);
  });

  test('that is slow skips slots, and never bunches them', async () => {
    const clock = new FakeClock();
    const slow: Sampler = async (call) => {
      if (call === 2) await clock.sleep(ms(2500));
      return good();
    };
    const { samples } = await sample(slow, 8000, { timeout: ms(5000) }, clock);
    expect(arrivals(samples)).toEqual([1000, 4500, 5000, 6000, 7000, 8000]);
  });

  test('reaches back over what a blind or a pending sample did not take', async () => {
    const answers: readonly Measurement[] = [good(), { kind: 'blind', reason: 'no' }, { kind: 'pending', waiting: 3 }, good(), good()];
    const { samples } = await sample((call) => answers[call - 1] ?? good(), 5000);
    expect(samples.map(({ from }) => from)).toEqual([0, 1000, 1000, 1000, 4000]);
  });

  test('begins no later than what the one before it had not heard of yet', async () => {
    const { samples } = await sample((call) => ({ kind: 'good', value: 1, ...(call === 2 ? { behind: ms(300) } : {}) }), 4000);
    expect(samples.map(({ from, at }) => [from, at])).toEqual([[0, 1000], [1000, 2000], [1700, 3000], [3000, 4000]]); // prettier-ignore
  });
});

describe('sampling', () => {
  test('of one that hangs does not touch another', async () => {
    const clock = new FakeClock();
    const heard: string[] = [];
    const session = (answer: () => Promise<Measurement>) => ({ sample: answer, [Symbol.asyncDispose]: async () => undefined });
    const watched = [
      { sli: sli('hung'), session: session(hangs) },
      { sli: sli('fast', { every: ms(500) }), session: session(async () => good()) },
    ];
    const sampling = new Sampling(watched, clock, () => clock.now());
    sampling.listen(({ name }, { at }) => heard.push(`${name} ${at}`));
    await clock.advance(2000);
    expect(heard.toSorted()).toEqual(['fast 1000', 'fast 1500', 'fast 2000', 'fast 500', 'hung 2000']);
    await sampling[Symbol.asyncDispose]();
  });

  test('stops telling whoever has left, and ends without waiting for a sample that hangs', async () => {
    const clock = new FakeClock();
    const heard: number[] = [];
    const session = { sample: async () => (clock.now() < 2500 ? good() : hangs()), [Symbol.asyncDispose]: async () => undefined };
    const sampling = new Sampling([{ sli: sli('errors'), session }], clock, () => clock.now());
    const listening = sampling.listen((_sli, { at }) => heard.push(at));
    await clock.advance(1500);
    listening[Symbol.dispose]();
    await clock.advance(2000);
    await sampling[Symbol.asyncDispose]();
    expect(heard).toEqual([1000]);
  });
});
