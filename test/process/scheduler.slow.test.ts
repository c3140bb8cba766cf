import { afterAll, beforeAll, describe, test } from 'vitest';
import { startProxy, type RunningProxy } from './proxy.ts';
import { askedAt, killedAt } from './scheduler-signals.ts';
import { everyMoment } from './scheduler.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

describe.concurrent('a signal to a scheduler, at every step of a slot', () => {
  for (const moment of everyMoment) {
    test(`SIGKILL when it is: ${moment}`, () => killedAt(moment, proxy));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) test(`${signal} when it is: ${moment}`, () => askedAt(signal, moment, proxy));
  }
});
