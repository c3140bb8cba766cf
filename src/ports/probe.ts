import type { z } from 'zod';
import type { LoadSpec } from '../domain/experiment.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Right } from '../domain/kubernetes/right.ts';
import type { Measurement } from '../domain/sample.ts';
import type { Unit, Ms } from '../domain/units.ts';
import type { Clock } from './clock.ts';
import type { ClusterAddress, Clusters } from './cluster.ts';
import type { Exec } from './exec.ts';
import type { Http } from './http.ts';

/**
 * One kind of SLI source, the part that only decides; imports no vendor package.
 * In the file an SLI names its probe by a key of that name: `{ scrape: storefronts, metric: … }` is `kind: 'scrape'`.
 */
export interface ProbeKind<Spec extends JsonObject = JsonObject> {
  readonly kind: string;
  readonly about: string;
  /** Of the SLI's keys without those all SLIs share (`every`, `timeout`, `unit`). */
  readonly schema: z.ZodType<Spec>;
  /** The unit where the measure implies one (a latency, a ratio); `undefined` where the file must say it. */
  unit(spec: Spec): Unit | undefined;
  /** Whether samples can be added up over a window. */
  poolable(spec: Spec): boolean;
  /** Addresses it reads from, for the environment's allow list. */
  hosts(spec: Spec, context: ProbeContext): readonly string[];
  /** The cluster whose API it reads, where it reads one: its context, absent where the file leaves it to the environment, and what must be allowed there. */
  cluster?(spec: Spec): { readonly context?: string; readonly rights: readonly Right[] };
  /** How long at worst what happens does not show in an answer, and why, for `plan`: scrape interval + range. Zero where it is fresh. */
  staleness(spec: Spec, context: ProbeContext, watched: WatchedFor): { readonly worst: Ms; readonly why: string };
  /** Loads the part that measures. */
  load(): Promise<Opener<Spec>>;
}

export interface ProbeContext {
  readonly folder: string;
  readonly scrapes: Readonly<Record<string, readonly string[]>>;
  readonly loads: readonly LoadSpec[];
  readonly prometheus?: PrometheusAddress;
  /** Clusters by context, those of the environment. */
  readonly contexts: Readonly<Record<string, ClusterAddress>>;
}

/** How an SLI is watched: how often, and for which threshold in its canonical unit; absent where that is only known with the baseline. */
export interface WatchedFor {
  readonly every: Ms;
  readonly limit?: number;
}

export interface PrometheusAddress {
  /** Base address, with its path prefix. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca?: string };
  readonly timeout?: Ms;
  /** What the server scrapes at; unknown where the config does not say. */
  readonly scrapeInterval?: Ms;
}

export interface ProbePorts extends ProbeContext {
  readonly clock: Clock;
  readonly http: Http;
  readonly exec: Exec;
  readonly kubernetes: Clusters;
  /** One thing several SLIs read (a page, a load generator): made at the first call of a key, disposed when the run ends. */
  shared<T extends AsyncDisposable>(key: string, make: () => T): T;
}

/**
 * Opens a session for one SLI; throws where it cannot (and preflight refuses).
 * The type of a method, not of a function, so that kinds with specs of their own fit one list; each gets only what its own schema gave.
 */
export type Opener<Spec extends JsonObject = JsonObject> = {
  open(spec: Spec, sli: { readonly name: string; readonly unit: Unit; readonly every: Ms }, ports: ProbePorts): Promise<ProbeSession>;
}['open'];

/** One SLI being measured; keeps what it needs between samples. No thresholds inside. */
export interface ProbeSession extends AsyncDisposable {
  /** Values in canonical units (the session applies `unit.scale`). May reject: the engine makes that a blind sample. */
  sample(signal: AbortSignal): Promise<Measurement>;
}
