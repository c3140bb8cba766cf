import { called } from '../domain/kubernetes/resource.ts';
import type { Container } from './objects.ts';
import type { Scene, Workload } from './scene.ts';

/** Worst first. */
export const severities = ['high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

export interface Found {
  readonly kind: string;
  readonly name: string;
  /** The line to change, as `kubectl explain` names it: `spec.template.spec.containers[0].livenessProbe`. */
  readonly field: string;
  /** What is so, and what will come of it; one sentence without a full stop. */
  readonly why: string;
  /** What to write there, or to run. */
  readonly change: string;
}

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, in general; one sentence. */
  readonly about: string;
  /** Why it cannot be judged here; absent or `undefined` where it can. */
  unknown?(scene: Scene): string | undefined;
  check(scene: Scene): readonly Found[];
}

/** A finding about one workload. */
export function about({ kind, name }: Workload, field: string, why: string, change: string): Found {
  return { kind, name, field, why, change };
}

export function nameOf(workload: Pick<Workload, 'kind' | 'name'>): string {
  return called(workload, workload.name);
}

/** Each container with the place it has in the workload. */
export function containersOf({ spec }: Workload): readonly { readonly container: Container; readonly field: string }[] {
  return spec.containers.map((container, index) => ({ container, field: `spec.template.spec.containers[${index}]` }));
}

/** As many pods as there always are: the autoscaler's least, where there is one. */
export function leastPods({ replicas, autoscaler }: Workload): number | undefined {
  return autoscaler === undefined ? replicas : (autoscaler.spec.minReplicas ?? 1);
}
