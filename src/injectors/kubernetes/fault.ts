/** What a fault in a cluster is: what only it knows. All the rest (rights, turns, the record in the cluster) is the same for all, in define-cluster-fault.ts. */
import type { z } from 'zod';
import type { Applied, FaultPlan, Observation, Prepared, Refusal, Restored, TargetShare } from '../../domain/plan.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Right } from '../../domain/kubernetes/right.ts';
import type { Ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { PlanContext } from '../../ports/injector.ts';
import type { Random } from '../../ports/random.ts';

/** The keys every fault in a cluster shares. */
export type ClusterKeys = JsonObject & {
  readonly namespace: string;
  /** Null where the file leaves it to the environment, which then has one. */
  readonly context: string | null;
};

export interface ClusterFault<Spec extends ClusterKeys, Undo extends JsonObject> {
  readonly type: `kubernetes.${string}`;
  readonly about: string;
  readonly schema: z.ZodType<Spec>;
  readonly undo: z.ZodType<Undo>;
  readonly needsFor?: (spec: Spec) => boolean;
  /** Whether, where the environment asks for consent and the namespace says nothing, what it touches may give its own; else only the namespace can. */
  readonly asksEach?: true;
  plan(spec: Spec, context: PlanContext): ClusterFaultPlan;
  load(): Promise<ClusterActs<Spec, Undo>>;
}

type Said = 'summary' | 'candidates' | 'share' | 'effect' | 'healsByItself' | 'restores' | 'harm';

export interface ClusterFaultPlan extends Pick<FaultPlan, Said> {
  /** What it acts on within the namespace (`deployment/storefront`): faults on one key come out in reverse order. */
  readonly key: string;
  /** Beyond those that every fault here needs. */
  readonly rights: { readonly inject: readonly Right[]; readonly restore: readonly Right[] };
  /** Namespaces besides its own whose objects it changes: the environment must allow them too. */
  readonly namespaces?: readonly string[];
  /** What it locks besides these namespaces: `nodes`. */
  readonly locks?: readonly string[];
}

/** Where one fault acts. */
export interface ClusterScene {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly production: boolean;
  /** Whether silence is no consent here. */
  readonly optIn: boolean;
  /** `fd-<run>-<n>`: the name of what it makes, and the mark on what it changes. Before `prepare` it is empty. */
  readonly injection: string;
  readonly run: string;
  /** How long the fault stays, where the file says so; unknown to a restore. */
  readonly for?: Ms;
  /** An environment variable of this process. */
  env(name: string): string | undefined;
}

/** The part that acts; every method may throw a `ClusterError`, and a restore that throws one is tried again until its time is up. */
export interface ClusterActs<Spec extends ClusterKeys, Undo extends JsonObject> {
  /** The connection works, the rights are there, the namespace exists and has not opted out: what else stands against it? */
  preflight(spec: Spec, scene: ClusterScene, signal: AbortSignal): Promise<readonly Refusal[]>;
  share?(spec: Spec, scene: ClusterScene, signal: AbortSignal): Promise<TargetShare | undefined>;
  prepare(spec: Spec, scene: ClusterScene, signal: AbortSignal): Promise<Prepared & { readonly undo: Undo }>;
  /** The turn is taken and the undo stands in the cluster. */
  apply(undo: Undo, scene: ClusterScene, signal: AbortSignal): Promise<Applied>;
  observe(undo: Undo, scene: ClusterScene, signal: AbortSignal): Promise<Observation>;
  /** Keeps the fault what it is while things around it change; called every quarter of the lease. */
  renew?(undo: Undo, scene: ClusterScene, signal: AbortSignal): Promise<void>;
  restore(undo: Undo, scene: ClusterScene, signal: AbortSignal): Promise<Restored>;
}
