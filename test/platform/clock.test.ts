import { expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { systemClock } from '../../src/platform/clock.ts';

test('sleep ends with its signal, also one that has aborted before', async () => {
  const stop = new AbortController();
  const sleeping = systemClock.sleep(ms(60_000), stop.signal);
  stop.abort();
  await sleeping;
  await systemClock.sleep(ms(60_000), stop.signal);
});

test('sleep of no time, or less, ends at once', async () => {
  await systemClock.sleep(ms(-1000));
});

test('a deadline says how long there was, and passes on why its parent was aborted', async () => {
  using own = systemClock.deadline(ms(1));
  await new Promise((resolve) => own.signal.addEventListener('abort', resolve));
  expect(own.signal.reason).toMatchObject({ name: 'TimeoutError', message: 'no answer within 1 ms' });
  const parent = new AbortController();
  using bound = systemClock.deadline(ms(60_000), parent.signal);
  parent.abort('halted');
  expect(bound.signal.reason).toBe('halted');
  using late = systemClock.deadline(ms(60_000), parent.signal);
  expect(late.signal.aborted).toBe(true);
});
