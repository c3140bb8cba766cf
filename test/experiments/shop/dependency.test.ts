import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patternsOf } from '../../../experiments/shop/patterns.ts';
import { createDependency } from '../../../experiments/shop/storefront/dependency.ts';

const ignore = (): void => undefined;
const metrics = { called: ignore, retried: ignore, halfOpened: ignore, circuit: ignore, fellBack: ignore };
/** As in the shop, but for a budget that lets the very first call be repeated. */
const patterns = { ...patternsOf('resilient'), retries: { most: 1, budget: Infinity, wait: 'none' } } as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How often one shopper's call reached the dependency, and how it ended. */
async function callsOf(act: () => Promise<never>): Promise<{ readonly times: number; readonly ended: PromiseSettledResult<never> | undefined }> {
  let times = 0;
  const counted = (): Promise<never> => {
    times += 1;
    return act();
  };
  const [, [ended]] = await Promise.all([vi.advanceTimersByTimeAsync(2000), Promise.allSettled([createDependency(patterns, metrics).call(counted)])]);
  return { times, ended };
}

test('a call that fails at once is made again', async () => {
  const { times, ended } = await callsOf(() => Promise.reject(new Error('503')));
  expect(times).toBe(2);
  expect(ended?.status).toBe('rejected');
});

test('a call that timed out is not made again: the shopper has waited enough', async () => {
  const { times, ended } = await callsOf(() => new Promise<never>(ignore));
  expect(times).toBe(1);
  expect(ended?.status).toBe('rejected');
});
