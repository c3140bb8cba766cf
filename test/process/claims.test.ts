import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNothingLeft, recordOf, startDrill } from './drill.ts';
import { left } from './left.ts';
import { activeIn } from './outside.ts';
import { until } from './programs.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

test.concurrent('two restores of one run at once: one acts, the other says who does', async () => {
  using place = left('dead01');
  const both = [place.start('restore', 'dead01'), place.start('restore', 'dead01')] as const;
  const ends: string[] = [];
  for (const one of both) void one.ended.then(({ code }) => ends.push(`${one.child.pid} ends with ${code}`));
  await until('one of them has said no', () => ends.length === 1, 20_000);
  const [first, second] = ends[0]?.startsWith(`${both[0].child.pid} `) === true ? both.toReversed() : both;
  const refused = await second?.ended;
  expect([refused?.code, refused?.out, refused?.err]).toEqual([
    4,
    '',
    `Cannot restore dead01: another firedrill restore (process ${first?.child.pid}) is restoring it.\n  Wait for it to end, then look again: firedrill restore dead01\n`,
  ]);
  // One that restores all of them does not touch it either, and calls it what it is so far.
  const all = await place.start('restore').ended;
  expect([all.code, all.out]).toEqual([5, expect.stringContaining('Run dead01: NOT RESTORED: Cannot restore dead01: another firedrill restore')]);
  await until('the other has begun', () => place.begun() > 0, 20_000);
  place.put('go');
  const acted = await first?.ended;
  expect([acted?.code, acted?.out]).toEqual([0, expect.stringContaining('Run dead01: nothing is left.')]);
  expect([place.begun(), place.there('flag-dead01'), activeIn(place.state)]).toEqual([1, false, []]);
  expect((await place.start('restore', 'dead01').ended).out).toBe('Run dead01: nothing is left.');
});

test.concurrent('a restore that is killed half-way: the next one takes over', async () => {
  using place = left('dead01');
  const killed = place.start('restore', 'dead01');
  await until('it has begun', () => place.begun() === 1, 20_000);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const next = place.start('restore', 'dead01');
  await until('the next has begun', () => place.begun() === 2, 20_000);
  place.put('go');
  const { code, out } = await next.ended;
  expect([code, out]).toEqual([0, expect.stringContaining('Run dead01: nothing is left.')]);
  expect([place.there('flag-dead01'), activeIn(place.state)]).toEqual([false, []]);
});

test.concurrent('restore of a run that has only just begun is refused, though the state does not know it yet', async () => {
  using drill = await startDrill({ proxy, args: [] });
  const state = join(drill.state, 'firedrill');
  let run: string | undefined;
  for (const end = performance.now() + 20_000; run === undefined && performance.now() < end; await sleep(1))
    run = existsSync(state)
      ? readdirSync(state)
          .find((name) => /^[^.]+\.sock$/.test(name))
          ?.slice(0, -'.sock'.length)
      : undefined;
  drill.signal('SIGSTOP');
  expect(activeIn(drill.state), 'it is not entered yet').toEqual([]);
  const before = recordOf(drill.places.folder, run ?? '');
  const { code, err } = await drill.other('restore', run ?? '');
  expect([code, err]).toEqual([4, `Cannot restore ${run}: it is alive.\n  Halt it instead: firedrill abort ${run}\n`]);
  expect(recordOf(drill.places.folder, run ?? '')).toEqual(before);
  drill.signal('SIGCONT');
  await drill.says('allowed: the environment allows it');
  drill.signal('SIGTERM');
  const ended = await drill.ended();
  expect(ended.code, ended.err).toBe(143);
  await expectNothingLeft(drill);
});
