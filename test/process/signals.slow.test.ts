import { afterAll, beforeAll, describe, test } from 'vitest';
import { startProxy, type RunningProxy } from './proxy.ts';
import { asked, everyMoment, gone } from './signals.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

describe.concurrent('a signal to the runner, after every event of its life', () => {
  for (const moment of everyMoment) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) test(`${signal} after: ${moment}`, () => asked(signal, moment, proxy));
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) test(`${signal} after: ${moment}`, () => gone(signal, moment, proxy));
  }
});
