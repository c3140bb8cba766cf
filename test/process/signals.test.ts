import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { existsSync } from 'node:fs';
import { expectFinished, expectNothingLeft, startDrill } from './drill.ts';
import { flagOf } from './experiment.ts';
import { startProxy, type RunningProxy } from './proxy.ts';
import { asked, gone } from './signals.ts';

// The moments that differ most; signals.slow.test.ts goes through all of them.
let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

describe.concurrent('the runner is asked to end', () => {
  for (const moment of ['run.started', 'fault.prepared', 'fault.present', 'fault.restoring', 'verdict.reached'] as const)
    test(`SIGINT after: ${moment}`, () => asked('SIGINT', moment, proxy));
  for (const moment of ['baseline.measured', 'run.halted'] as const) test(`SIGTERM after: ${moment}`, () => asked('SIGTERM', moment, proxy));
  for (const moment of ['fault.injected', 'run.restored'] as const) test(`SIGHUP after: ${moment}`, () => asked('SIGHUP', moment, proxy));
});

describe.concurrent('the runner is killed', () => {
  for (const moment of ['run.started', 'fault.prepared', 'fault.injected', 'fault.restoring', 'fault.restored', 'verdict.reached'] as const)
    test(`SIGKILL after: ${moment}`, () => gone('SIGKILL', moment, proxy));
});

describe.concurrent('the runner is stopped', () => {
  for (const moment of ['baseline.measured', 'fault.prepared', 'fault.present'] as const)
    test(`SIGSTOP after: ${moment}`, () => gone('SIGSTOP', moment, proxy));
});

describe.concurrent('the run started its own proxy too', () => {
  for (const signal of ['SIGINT', 'SIGKILL'] as const)
    test(`${signal} under the fault: proxy and application are ended`, async () => {
      using drill = await startDrill();
      await drill.kind('fault.observed');
      expect(existsSync(flagOf(drill.places.folder))).toBe(true);
      drill.signal(signal);
      const { err } = await drill.ended();
      await expectNothingLeft(drill);
      for (const port of [drill.places.targetPort, drill.places.proxyPort, Number(new URL(drill.places.api).port)])
        await expect(fetch(`http://127.0.0.1:${port}/ready`), err).rejects.toThrow('fetch failed');
      expect(expectFinished(drill.places.folder).outcome).toBe('aborted');
    });
});
