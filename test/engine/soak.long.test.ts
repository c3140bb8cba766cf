import { expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { held } from '../fakes/growth.ts';
import { drill, fault, planOf, worldWith } from './rig.ts';

/** One after the other in each of these: side by side they share the turns of the event loop, most of which only wait. */
const lanes = 25;

async function runs(count: number): Promise<void> {
  const plan = planOf([fault('slow', {}, { for: ms(4000) })], { baseline: { for: ms(1000), warmUp: ms(0) } });
  const lane = async (): Promise<void> => {
    for (let n = 0; n < count / lanes; n += 1) expect((await drill(plan, worldWith())).verdict.outcome).toBe('held');
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

test('a thousand runs leave no timer, no file descriptor and no heap behind', async () => {
  await runs(100);
  const before = held();
  await runs(1000);
  const after = held();
  expect(after.resources).toEqual(before.resources);
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
  expect(after.heap - before.heap).toBeLessThan(3);
}, 120_000);
