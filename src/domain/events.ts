/** Everything that can happen in a run: the record is these, and every report, sink and screen only reads them. */
import type { AbortCondition, Expectation } from './experiment.ts';
import type { Condition } from './condition.ts';
import { parseJson, type Json } from './json.ts';
import type { LoadStats } from './load-stats.ts';
import type { SlotId } from './memory/step.ts';
import type { Effect, FaultPlan, Leftover, Observation, Refusal } from './plan.ts';
import type { Sample } from './sample.ts';
import type { Who } from './undo.ts';
import type { Ms, Unit } from './units.ts';
import type { Verdict } from './verdict.ts';

export const schemaVersion = 1;

export type Phase = 'plan' | 'preflight' | 'baseline' | 'inject' | 'observe' | 'restore' | 'recovery';

export type HaltReason =
  | { readonly kind: 'abort'; readonly id: string; readonly sli: string; readonly condition: string; readonly value: number; readonly shown: string }
  | { readonly kind: 'blind'; readonly sli: string; readonly why: string }
  | { readonly kind: 'limit'; readonly limit: Ms }
  | { readonly kind: 'signal'; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' }
  | { readonly kind: 'operator'; readonly by: string; readonly why: string }
  | { readonly kind: 'guardian'; readonly why: string }
  | { readonly kind: 'record'; readonly why: string }
  /** An act of the run itself failed half-way: an injection, a probe that cannot be opened again. */
  | { readonly kind: 'failure'; readonly why: string };

/** What analysis must know of an SLI. */
export interface SliFacts {
  readonly name: string;
  readonly probe: string;
  readonly unit: Unit;
  readonly every: Ms;
  /** Of a source that is itself scraped, where the config says how often. */
  readonly scrapeInterval?: Ms;
  readonly poolable: boolean;
  /** False for a probe under `observe`. */
  readonly judged: boolean;
}

export interface FaultFacts {
  readonly name: string;
  readonly type: string;
  readonly effect: Effect;
  readonly healsByItself: boolean;
  readonly summary: string;
}

export interface RunStarted {
  readonly kind: 'run.started';
  readonly schemaVersion: typeof schemaVersion;
  readonly run: string;
  readonly wall: string;
  readonly experiment: string;
  readonly hypothesis: string;
  readonly owner?: string;
  readonly runbook?: string;
  readonly tags: readonly string[];
  readonly links: Readonly<Record<string, string>>;
  readonly file: string;
  readonly environment?: string;
  readonly slot?: SlotId;
  readonly production: boolean;
  readonly vars: Readonly<Record<string, Json>>;
  readonly seed: number;
  /** A dry run: everything but the injection; never *held*. */
  readonly rehearsal: boolean;
  readonly slis: readonly SliFacts[];
  readonly steadyState: readonly Condition[];
  readonly expect: readonly Expectation[];
  readonly abort: readonly AbortCondition[];
  readonly limits: { readonly duration: Ms; readonly restore: Ms; readonly blind: Ms };
  readonly baseline: { readonly for: Ms; readonly warmUp: Ms };
  readonly faults: readonly FaultFacts[];
  readonly versions: { readonly firedrill: string; readonly node: string };
}

type Happening =
  | RunStarted
  | {
      readonly kind: 'plan.resolved';
      readonly faults: readonly { readonly name: string; readonly plan: FaultPlan }[];
      readonly detection: readonly { readonly id: string; readonly worst: Ms; readonly why: string }[];
    }
  | { readonly kind: 'phase.entered'; readonly phase: Phase }
  | { readonly kind: 'preflight.checked'; readonly check: string; readonly detail: string }
  | { readonly kind: 'preflight.refused'; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'application.started' | 'application.used' | 'application.stopped'; readonly name: string; readonly detail: string }
  | { readonly kind: 'sli.sampled'; readonly sli: string; readonly sample: Sample }
  /** The numbers that "of baseline" refers to; an SLI without one is named with the reason. */
  | { readonly kind: 'baseline.measured'; readonly values: Readonly<Record<string, number>>; readonly missing: Readonly<Record<string, string>> }
  /** From the first on, the window of what is judged is about to open. `n` numbers injections; rounds of one fault share its name. */
  | { readonly kind: 'fault.prepared'; readonly fault: string; readonly n: number; readonly targets: readonly string[]; readonly ends?: Ms }
  | { readonly kind: 'fault.injected'; readonly fault: string; readonly n: number; readonly unclear?: string }
  | { readonly kind: 'fault.present'; readonly fault: string; readonly n: number }
  | { readonly kind: 'fault.observed'; readonly fault: string; readonly n: number; readonly observation: Observation }
  | { readonly kind: 'fault.vanished'; readonly fault: string; readonly n: number; readonly detail: string }
  | { readonly kind: 'fault.failed'; readonly fault: string; readonly n: number; readonly why: string }
  /** The act found a reason against it that preflight could not know, and changed nothing. */
  | { readonly kind: 'fault.refused'; readonly fault: string; readonly n: number; readonly refusals: readonly Refusal[] }
  | { readonly kind: 'fault.restoring'; readonly fault: string; readonly n: number }
  | { readonly kind: 'fault.restored'; readonly fault: string; readonly n: number; readonly took: Ms; readonly by: Who; readonly note?: string }
  | { readonly kind: 'fault.left'; readonly fault: string; readonly n: number; readonly by: Who; readonly left: readonly Leftover[] }
  /** A person let it go, by `restore --forget`: nobody looks for it any more, and nobody saw it gone. */
  | { readonly kind: 'fault.forgotten'; readonly fault: string; readonly n: number; readonly reason: string }
  | { readonly kind: 'abort.breached'; readonly id: string; readonly since: Ms; readonly value: number }
  | {
      readonly kind: 'run.halted';
      readonly reason: HaltReason;
      /** When it began to be wrong; for a signal, when it arrived. */ readonly breachedAt: Ms;
      readonly decidedAt: Ms;
    }
  /** Everything that was injected is out again, or has been given up on. */
  | { readonly kind: 'run.restored' }
  | { readonly kind: 'recovery.reached'; readonly since: Ms; readonly took: Ms }
  | { readonly kind: 'recovery.missed'; readonly after: Ms }
  /** All that a load sent, when it has been told to end. */
  | ({ readonly kind: 'load.summed'; readonly load: string } & LoadStats)
  | { readonly kind: 'subscriber.dropped'; readonly name: string; readonly why: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'tool.failed'; readonly why: string }
  | { readonly kind: 'verdict.reached'; readonly verdict: Verdict }
  | {
      readonly kind: 'run.finished';
      readonly run: string;
      readonly outcome: Verdict['outcome'];
      readonly exitCode: number;
      readonly wall: string;
      readonly folder: string;
      readonly by: Who;
    };

/** One thing that happened; `at` is monotonic ms since the run started. */
export type Event = Happening & { readonly at: Ms };
export type Unstamped = Happening;

/** What a line of a record says; `undefined` where it is torn. Firedrill itself wrote it: the union is the schema, and `report` refuses another schemaVersion. */
export function eventIn(line: string): Event | undefined {
  return parseJson(line) as Event | undefined;
}
