import { z } from 'zod';

const measures = ['ready-replicas', 'available-ratio', 'rolled-out', 'ready-endpoints', 'restarts', 'pods-pending'] as const;
type KubernetesMeasure = (typeof measures)[number];

export type KubernetesSpec = {
  readonly kubernetes: KubernetesMeasure;
  readonly namespace: string;
  readonly context?: string;
  readonly workload?: string;
  readonly service?: string;
  readonly labels?: string;
};

type Selector = 'workload' | 'service' | 'labels';

/** By what a measure may be told which objects it means; exactly one of them. */
const selectors = {
  'ready-replicas': ['workload'],
  'available-ratio': ['workload'],
  'rolled-out': ['workload'],
  'ready-endpoints': ['service'],
  restarts: ['workload', 'labels'],
  'pods-pending': ['workload', 'labels'],
} as const satisfies Record<KubernetesMeasure, readonly Selector[]>;

/** Source: Kubernetes docs, "Object Names and IDs". */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const workload = /^(?:deployment|statefulset|daemonset|replicaset)\/[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

export const schema = z
  .strictObject({
    kubernetes: z
      .enum(measures, { error: `expected ${measures.slice(0, -1).join(', ')} or ${measures.at(-1)}` })
      .describe('What is read from the API of a cluster; restarts is a counter, rolled-out 1 or 0.'),
    namespace: z.string({ error: 'expected the namespace to read in' }).regex(label, { error: 'expected a namespace, such as shop' }),
    context: z.string().min(1).exactOptional().describe('The context of the kubeconfig, where the environment has several.'),
    workload: z
      .string()
      .regex(workload, { error: 'expected deployment/<name>, or a statefulset, daemonset or replicaset' })
      .exactOptional()
      .describe('Such as deployment/storefront.'),
    service: z.string().regex(label, { error: 'expected the name of a Service, such as storefront' }).exactOptional(),
    labels: z.string().trim().min(1, { error: 'expected labels, such as app=storefront: without any, everything would match' }).exactOptional(),
  })
  .superRefine((spec, context) => {
    const refuse = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message });
    const fitting: readonly Selector[] = selectors[spec.kubernetes];
    const said = (['workload', 'service', 'labels'] as const).filter((key) => spec[key] !== undefined);
    if (!said.some((key) => fitting.includes(key))) refuse('kubernetes', `expected ${fitting.join(' or ')} beside ${spec.kubernetes}`);
    for (const key of said.filter((one) => !fitting.includes(one))) refuse(key, `expected no ${key} beside ${spec.kubernetes}`);
    if (spec.workload !== undefined && spec.labels !== undefined) refuse('labels', 'expected either workload or labels: a workload has its own');
    if (spec.kubernetes === 'rolled-out' && spec.workload?.startsWith('replicaset/') === true) {
      refuse('workload', 'expected a deployment, statefulset or daemonset: a replicaset has one revision only');
    }
  });
