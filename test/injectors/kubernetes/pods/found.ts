/** Pods as a look would find them. */
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import type { WorkloadKind } from '../../../../src/injectors/kubernetes/keys.ts';
import type { Found, Keeper } from '../../../../src/injectors/kubernetes/pods/sight.ts';
import type { Workload } from '../../../../src/injectors/kubernetes/pods/workload.ts';

export interface Wanted {
  readonly name: string;
  readonly owner?: string;
  readonly kind?: WorkloadKind;
  readonly zone?: string | null;
  readonly desired?: number;
  readonly metadata?: JsonObject;
  readonly phase?: string;
  readonly ready?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly keeper?: Keeper;
}

const born = { creationTimestamp: '2026-01-01T00:00:00Z', resourceVersion: '1' };

export function foundOf({ name, metadata = {}, phase = 'Running', ready = true, zone = null, ...of }: Wanted): Found {
  const pod = pods.schema.parse({
    metadata: { ...born, name, uid: `uid-${name}`, ...metadata },
    spec: {},
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });
  return { pod, zone, keeper: of.keeper ?? { kind: 'workload', workload: workloadOf(of) } };
}

function workloadOf({ owner = 'web', kind = 'deployment', desired = 3, annotations = {} }: Omit<Wanted, 'name'>): Workload {
  const meta = { ...born, name: owner, uid: `uid-${owner}`, labels: {}, annotations, ownerReferences: [], managedFields: [] };
  return { kind, meta, selector: { matchLabels: { app: owner }, matchExpressions: [] }, desired, available: desired, rollout: null, paused: false };
}
