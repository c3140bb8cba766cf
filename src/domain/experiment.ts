/** The domain on one page: what a validated experiment file says. Nothing here knows how the file is spelled. */
import type { Condition } from './condition.ts';
import type { Json, JsonObject } from './json.ts';
import type { Ms, PerSecond, Unit } from './units.ts';

export interface Experiment {
  readonly name: string;
  readonly hypothesis: string;
  readonly owner?: string;
  readonly runbook?: string;
  readonly tags: readonly string[];
  readonly links: Readonly<Record<string, string>>;
  /** The file as it was named, for messages. */
  readonly file: string;
  /** Absolute folder from which relative paths and commands count. */
  readonly folder: string;
  readonly environment?: string;
  readonly application?: Application;
  readonly load: readonly LoadSpec[];
  /** Metrics pages by the name that SLIs call them. */
  readonly scrapes: Readonly<Record<string, readonly string[]>>;
  readonly slis: readonly SliSpec[];
  /** Probes beside the SLIs: recorded, never judged. */
  readonly observe: readonly SliSpec[];
  readonly steadyState: readonly Condition[];
  readonly faults: readonly FaultSpec[];
  readonly expect: readonly Expectation[];
  readonly abort: readonly AbortCondition[];
  /** Why there is no abort condition, where the file says so: `abort: { none: <reason> }`. */
  readonly abortNone?: string;
  readonly baseline: { readonly for: Ms; readonly warmUp: Ms };
  readonly limits: { readonly duration: Ms; readonly restore: Ms; readonly blind: Ms };
  /** Resolved `${var:…}` values, for the record. */
  readonly vars: Readonly<Record<string, Json>>;
}

export interface Application {
  /** argv; `node` is the runner's own. */
  readonly start: readonly string[];
  /** An address that answers 2xx once it is up. */
  readonly ready: string;
  readonly within: Ms;
  readonly env: Readonly<Record<string, string>>;
}

export interface LoadSpec {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly rate: PerSecond;
  readonly timeout: Ms;
  readonly success: Success;
  /** Other answers that are as good: a shed request that says when to come back. */
  readonly alsoGood?: readonly Success[];
  /** A cluster that it is sent from, by a Job there; absent where the runner sends it itself. */
  readonly in?: LoadPlace;
}

export interface LoadPlace {
  /** Absent where the file leaves it to the environment. */
  readonly context?: string;
  readonly namespace: string;
}

/** What makes an answer good; all of it must be true. Without a status: 200 to 399. */
export interface Success {
  readonly status?: readonly number[];
  /** Header → its exact value, or `*` for any. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON path → the value it must equal. */
  readonly json: Readonly<Record<string, Json>>;
  readonly bodyContains?: string;
}

export interface SliSpec {
  readonly name: string;
  /** Which probe measures it: `load`, `prometheus`, `scrape`, `http`, `command`, or a plug-in's. */
  readonly probe: string;
  /** As the probe's own schema gave it. */
  readonly spec: JsonObject;
  /** How often it is sampled. */
  readonly every: Ms;
  /** The deadline of one sample, at most `every`. */
  readonly timeout: Ms;
  readonly unit: Unit;
  /** True where its samples can be added up over a window. */
  readonly poolable: boolean;
}

export interface FaultSpec {
  readonly name: string;
  readonly type: string;
  /** As the injector's own schema gave it, without the keys all faults share. */
  readonly spec: JsonObject;
  /** How long it stays; absent only where the fault ends by itself. */
  readonly for?: Ms;
  readonly start: { readonly kind: 'at'; readonly at: Ms } | { readonly kind: 'after'; readonly fault: string };
  /** Rounds: a new one this often, until `for` is over. */
  readonly every?: Ms;
}

export type Expectation =
  /** One number over the time the fault is there. */
  | { readonly kind: 'during'; readonly id: string; readonly condition: Condition; readonly after: Ms; readonly of?: string }
  /** Every sample of that time. */
  | { readonly kind: 'throughout'; readonly id: string; readonly condition: Condition; readonly after: Ms; readonly of?: string }
  /** At some moment within a time from its anchor. */
  | {
      readonly kind: 'eventually';
      readonly id: string;
      readonly condition: Condition;
      readonly within: Ms;
      readonly from: 'inject' | 'restore';
      readonly of?: string;
    }
  /** Steady state again, counted from the restore. */
  | { readonly kind: 'recovery'; readonly id: 'recovery'; readonly within: Ms };

export interface AbortCondition {
  readonly id: string;
  readonly condition: Condition;
  readonly patience:
    | { readonly kind: 'at-once' }
    | { readonly kind: 'for'; readonly for: Ms }
    | { readonly kind: 'count'; readonly count: number; readonly of: number };
}
