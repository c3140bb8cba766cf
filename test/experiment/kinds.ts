/** Small kinds with the shapes that real ones have, so that reading is tested without any of them. */
import { z } from 'zod';
import { defineInjector } from '../../src/injectors/define.ts';
import { duration, rate, share } from '../../src/domain/fields.ts';
import type { LoadSpec } from '../../src/domain/experiment.ts';
import type { FaultPlan } from '../../src/domain/plan.ts';
import { ms, units } from '../../src/domain/units.ts';
import type { InjectorKind } from '../../src/ports/injector.ts';
import type { ProbeKind } from '../../src/ports/probe.ts';

const never = () => Promise.reject(new Error('a fake kind does not act'));

export const plan: FaultPlan = {
  summary: 'does nothing', candidates: [], locks: [], group: 'fake', hosts: ['127.0.0.1'], share: {}, needs: { env: [], rights: [] },
  lease: { kind: 'none', why: 'a fake' }, effect: 'observed', healsByItself: false, restores: 'nothing', harm: 'none',
}; // prettier-ignore

const latency = defineInjector({
  type: 'toxiproxy.latency',
  about: 'adds delay',
  schema: z.strictObject({ proxy: z.string(), latency: duration({ max: 600_000 }), jitter: duration().default(ms(0)), toxicity: share().default(1 as never) }),
  plan: () => plan,
  load: never,
});

const kill = defineInjector({
  type: 'process.kill',
  about: 'kills a process',
  schema: z
    .strictObject({ port: z.int().min(1).max(65_535), recovers: z.literal(true).exactOptional(), restart: z.array(z.string()).exactOptional() })
    .refine(({ recovers, restart }) => recovers !== undefined || restart !== undefined, {
      error: 'A kill says who starts the victim again: recovers: true, or restart: [command]',
    }),
  needsFor: () => false,
  plan: () => ({ ...plan, healsByItself: true }),
  load: never,
});

const status = defineInjector({
  type: 'http.status',
  about: 'answers with a status',
  schema: z.strictObject({
    proxy: z.string(),
    status: z.int().min(100).max(599).default(503),
    share: share().default(1 as never),
    match: z.strictObject({ method: z.enum(['GET', 'POST']).exactOptional(), path: z.string().exactOptional() }).default({}),
  }),
  plan: () => plan,
  load: never,
});

export const injectors: readonly InjectorKind[] = [latency, kill, status];

const rest = { hosts: () => ['127.0.0.1'], staleness: () => ({ worst: ms(0), why: 'fresh' }), load: never };

const loadKind: ProbeKind = {
  kind: 'load',
  about: 'the traffic of a load',
  schema: z.strictObject({ load: z.string(), measure: z.enum(['success-ratio', 'p50', 'p99', 'rate']) }),
  unit: ({ measure }) => (measure === 'success-ratio' ? units.ratio : measure === 'rate' ? units['per-second'] : units.ms),
  poolable: ({ measure }) => measure !== 'rate',
  ...rest,
};

const scrapeKind: ProbeKind = {
  kind: 'scrape',
  about: 'a metric from pages',
  schema: z.strictObject({
    scrape: z.union([z.string(), z.array(z.string()).min(1)]),
    metric: z.string(),
    aggregate: z.enum(['sum', 'max', 'min']).exactOptional(),
    per: z.string().exactOptional(),
    over: duration().exactOptional(),
  }),
  unit: () => undefined,
  poolable: ({ per }) => per !== undefined,
  ...rest,
};

const prometheusKind: ProbeKind = {
  kind: 'prometheus',
  about: 'a query',
  schema: z.strictObject({ prometheus: z.string().min(1) }),
  unit: () => undefined,
  poolable: () => false,
  ...rest,
};

export const probes: readonly ProbeKind[] = [loadKind, scrapeKind, prometheusKind];

export const loadEntry: z.ZodType<Omit<LoadSpec, 'name'>> = z
  .strictObject({ get: z.string(), rate: rate({ min: 0.01 }), timeout: duration().default(ms(10_000)) })
  .transform(({ get, ...entry }) => ({ ...entry, method: 'GET', url: get, headers: {}, success: { headers: {}, json: {} } }));
