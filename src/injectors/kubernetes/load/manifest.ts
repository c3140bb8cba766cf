import type { JsonObject } from '../../../domain/json.ts';
import { loadContainer, loadVariable } from '../../../domain/kubernetes/jobs.ts';
import { labelsOf, mark, sweptAfter } from '../names.ts';
import type { ClusterUndo } from '../undo.ts';
import type { LoadJobSpec } from './schema.ts';

/** No fault may take its pod for a victim, and autoscalers are asked not to move it: a load that ends early is a run that does. */
const left = { [mark.faults]: 'none', 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' };

/** How long it may go on from `elapsed` (ms) after its start: its lease, that the runner moves on. */
export function deadlineAfter(elapsed: number): number {
  return Math.ceil((elapsed + sweptAfter) / 1000);
}

/**
 * A Job of one pod that is never started again, and has no account: it sends requests, and nothing else. Such as a namespace that takes none but restricted
 * pods takes. Source: Kubernetes docs, "Pod Security Standards"; API reference, Job.
 */
export function jobOf({ image, load }: LoadJobSpec, { run, injection, namespace }: Pick<ClusterUndo, 'run' | 'injection' | 'namespace'>): JsonObject {
  const labels = labelsOf(run, injection);
  const container = {
    name: loadContainer,
    image,
    imagePullPolicy: 'IfNotPresent',
    args: ['load'],
    env: [{ name: loadVariable, value: load }],
    // What a generator lags for want of a processor is no evidence.
    resources: { requests: { cpu: '250m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
  const pod = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 5,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  };
  return {
    metadata: { name: injection, namespace, labels },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: deadlineAfter(0),
      // Whoever looks for it later finds its record; the Job itself goes although nobody sweeps.
      ttlSecondsAfterFinished: 600,
      template: { metadata: { labels, annotations: left }, spec: pod },
    },
  };
}
