import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { flag } from '../cli/firedrill.ts';
import { left, runsOf } from './left.ts';
import { activeIn } from './outside.ts';
import { until } from './programs.ts';

const still = (run: string): string => `Still restoring flag (${run}): nothing here is killed half-way.`;

test.concurrent('Ctrl-C in restore: what is being restored is restored, it says what is in place, and no other run is begun', async () => {
  using place = left('dead01', 'dead02');
  const restoring = place.start('restore');
  await until('the first restore has begun', () => place.there('began'), 20_000);
  restoring.child.kill('SIGINT');
  await until('it says so', () => restoring.said().includes(still('dead01')), 5000);
  await sleep(1200); // two within a second are one
  restoring.child.kill('SIGINT');
  await until('it says so again', () => restoring.said().split(still('dead01')).length === 3, 5000);
  place.put('go');
  const { code, out } = await restoring.ended;
  expect(code, out).toBe(5);
  expect(out).toContain('Run dead01: nothing is left.');
  expect(out).toContain('Run dead02: NOT RESTORED: stopped before it was begun.\n  firedrill restore dead02');
  expect([place.there('flag-dead01'), place.there('flag-dead02'), activeIn(place.state)]).toEqual([false, true, ['dead02']]);
  expect((await place.start('restore').ended).code).toBe(0);
  expect([place.there('flag-dead02'), activeIn(place.state)]).toEqual([false, []]);
});

test.concurrent('Ctrl-C while restoring first: what is being restored is restored, and no run is started', async () => {
  using place = left('dead01');
  writeFileSync(join(place.folder, 'flag.yaml'), flag);
  const running = place.start('run', 'flag.yaml', '--restore-first');
  await until('the restore has begun', () => place.there('began'), 20_000);
  running.child.kill('SIGTERM');
  await until('it says so', () => running.said().includes(still('dead01')), 5000);
  place.put('go');
  const { code, err } = await running.ended;
  expect(code, err).toBe(143);
  expect([place.there('flag-dead01'), activeIn(place.state), readdirSync(runsOf(place.folder))]).toEqual([false, [], ['dead01']]);
});
