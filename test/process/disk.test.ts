import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canMount, mountDisk, seal, type Disk } from './disk.ts';
import { expectNothingLeft, startDrill } from './drill.ts';
import { faultsOf, flagOf, type Changes, type Places } from './experiment.ts';
import { left, runsOf } from './left.ts';
import { activeIn } from './outside.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

const rows = canMount(mkdtempSync(join(tmpdir(), 'fd-'))) ? test.concurrent : test.skip;

/** A drill whose record lies on a disk of its own, full from the start where said. */
async function onDisk(args: readonly string[], full = false, changes: Changes = {}) {
  const disks = new DisposableStack();
  let disk: Disk | undefined;
  const before = ({ folder }: Places): void => {
    disk = disks.use(mountDisk(folder));
    if (full) disk.fill();
  };
  const drill = await startDrill({ proxy, args, before, changes: (places) => ({ faults: faultsOf(places, '30s'), ...changes }) });
  return { ...drill, fill: () => disk?.fill(), free: () => disk?.free(), [Symbol.dispose]: () => (disks.dispose(), drill[Symbol.dispose]()) };
}

rows('a full disk before the run: nothing is injected', async () => {
  using drill = await onDisk([], true);
  const { code, err } = await drill.ended();
  expect(code, err).toBe(4);
  expect(err).toMatch(/^Not injecting: the record cannot be written: ENOSPC.*\n {2}Without it nothing could be restored later/);
  expect(existsSync(flagOf(drill.places.folder))).toBe(false);
});

rows('a full disk in the baseline: nothing is injected any more', async () => {
  // Long enough for its samples to fill what the last page of the file still has.
  using drill = await onDisk([], false, { baseline: { for: '8s', 'warm-up': '0s' } });
  await drill.says('steady state: it holds');
  drill.fill();
  const { code, err } = await drill.ended();
  expect(code, err).toBe(3);
  expect(err).toMatch(/HALT +the record cannot be written: .*ENOSPC/);
  expect(err).not.toContain('inject ');
  await expectNothingLeft(drill);
});

rows('a full disk under the fault halts the run, and restoring goes on without it', async () => {
  using drill = await onDisk([]);
  await drill.says('slow: seen in place');
  drill.fill();
  const { code, err, out } = await drill.ended();
  expect(code, err).toBe(3);
  expect(err).toMatch(/HALT +the record cannot be written: .*ENOSPC/);
  expect(out).toMatch(/ABORTED {2}drill: the record could not be written: .*ENOSPC/);
  await expectNothingLeft(drill);
});

rows('a full disk, and the runner is killed: the guardian restores all the same', async () => {
  using drill = await onDisk(['--json']);
  await drill.kind('fault.observed');
  drill.signal('SIGSTOP');
  drill.fill();
  const { err } = await drill.ended();
  expect(err).toMatch(/guardian: run \w+ ended: aborted\. Nothing is left\./);
  await expectNothingLeft(drill);
});

rows('a record that cannot be written: restore takes everything out, and says what its record does not', async () => {
  using place = left('dead01');
  place.put('go');
  using sealed = seal(runsOf(place.folder));
  void sealed;
  const { code, out } = await place.start('restore').ended;
  expect(code, out).toBe(0);
  const undo = join(runsOf(place.folder), 'dead01', 'undo.ndjson');
  expect(out).toMatch(/^flag \(dead01\): restored, in .*\. taken at its word: nothing observes it$/m);
  expect(out).toContain(`Run dead01: nothing is left.\n  Its record does not say so: ${undo} cannot be written.`);
  expect([place.there('flag-dead01'), activeIn(place.state)]).toEqual([false, []]);
});
