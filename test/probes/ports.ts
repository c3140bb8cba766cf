/** Ports for a probe under test: what a test does not give, it must not use. */
import { systemClock } from '../../src/platform/clock.ts';
import type { ProbePorts } from '../../src/ports/probe.ts';
import { noClusters } from '../fakes/nowhere.ts';

export function probePorts(given: Partial<ProbePorts>): ProbePorts & AsyncDisposable {
  const shared = new Map<string, AsyncDisposable>();
  return {
    folder: process.cwd(),
    scrapes: {},
    loads: [],
    contexts: {},
    kubernetes: noClusters,
    clock: systemClock,
    http: { request: () => Promise.reject(new Error('this test gave no http')) },
    exec: { run: () => Promise.reject(new Error('this test gave no exec')) },
    shared<T extends AsyncDisposable>(key: string, make: () => T): T {
      const thing = (shared.get(key) as T | undefined) ?? make();
      shared.set(key, thing);
      return thing;
    },
    ...given,
    async [Symbol.asyncDispose]() {
      await Promise.all([...shared.values()].map((thing) => thing[Symbol.asyncDispose]()));
    },
  };
}
