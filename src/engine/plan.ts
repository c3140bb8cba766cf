import type { Experiment, FaultSpec } from '../domain/experiment.ts';
import type { FaultPlan, Refusal, TargetShare } from '../domain/plan.ts';
import type { Ms } from '../domain/units.ts';
import type { PrometheusAddress } from '../ports/probe.ts';
import type { ClusterAddress } from '../ports/cluster.ts';
import type { PlanContext, ProxyAddress } from '../ports/injector.ts';

export interface PlannedFault {
  readonly spec: FaultSpec;
  readonly plan: FaultPlan;
}

/** One experiment with everything resolved, before anything is touched. */
export interface Plan {
  readonly experiment: Experiment;
  readonly faults: readonly PlannedFault[];
  readonly proxies: Readonly<Record<string, ProxyAddress>>;
  readonly contexts: Readonly<Record<string, ClusterAddress>>;
  readonly scrapes: Readonly<Record<string, readonly string[]>>;
  readonly prometheus?: PrometheusAddress;
  /** firedrill's own image, for a load that a Job in a cluster sends. */
  readonly loadImage?: string;
  readonly production: boolean;
  readonly optIn: boolean;
  readonly rehearsal: boolean;
  readonly seed: number;
  /** What came from `${env:…}` and `${file:…}`, of the file and of the config: no event repeats it. */
  readonly secrets: readonly string[];
  /** Worst time from breach to halt of each abort condition, and why. */
  readonly detection: readonly { readonly id: string; readonly worst: Ms; readonly why: string }[];
  /** What the environment does not allow, read from the config as it is now: asked in `plan`, and again in preflight: then with what was seen of the targets, by fault. */
  forbidden(seen?: ReadonlyMap<string, TargetShare>): Promise<readonly Refusal[]>;
}

/** What an injector is told of where it acts. */
export function contextOf({ proxies, contexts, production, optIn, experiment: { folder, limits } }: Plan, spec?: FaultSpec): PlanContext {
  return { proxies, contexts, production, optIn, folder, budget: limits.restore, ...(spec?.for === undefined ? {} : { for: spec.for }) };
}
