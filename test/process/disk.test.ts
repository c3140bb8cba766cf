import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canMount, mountDisk, type Disk } from './disk.ts';
import { expectNothingLeft, startDrill } from './drill.ts';
import { faultsOf, flagOf, type Changes, type Places } from './experiment.ts';
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
