/** How a file says which pods, and how many of them. */
import { z } from 'zod';
import { duration, share } from '../../../domain/fields.ts';
import { labelQuery, namespace, workloadKinds, type WorkloadKind } from '../keys.ts';

export type Selection = {
  readonly labels: string | null;
  readonly owner: { readonly kind: WorkloadKind; readonly name: string } | null;
  readonly fields: string | null;
  readonly zone: string | null;
  /** Milliseconds; 0 where any age will do. */
  readonly minAge: number;
  readonly ownerless: boolean;
  readonly all: boolean;
};

export type Amount =
  | { readonly by: 'count'; readonly count: number }
  | { readonly by: 'percent'; readonly share: number }
  | { readonly by: 'owner' }
  | { readonly by: 'zone' };

/** How many pods a workload keeps: so many, or a share of those it wants. */
export type Floor = number | { readonly share: number };

/** Source: Kubernetes docs, "Namespaces": the prefix kube- is the system's own. */
const application = namespace.refine((name) => !name.startsWith('kube-'), {
  error: 'expected a namespace of applications: those in kube-* are the cluster’s own',
});

const workload = z
  .string({ error: 'expected a workload, such as deployment/storefront' })
  .regex(new RegExp(`^(${workloadKinds.join('|')})/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$`), {
    error: `expected a workload, such as deployment/storefront: one of ${workloadKinds.join(', ')}, and its name`,
  });

const field = z
  .string({ error: 'expected fields, such as spec.nodeName=node-1' })
  .regex(/^[\w.]+!?==?[^,=]+(,[\w.]+!?==?[^,=]+)*$/, { error: 'expected fields, such as spec.nodeName=node-1' });

const atLeastOne = 'expected how many, 1 or more';

export const podKeys = {
  namespace: application.describe('The namespace it acts in; one of the environment’s.'),
  labels: labelQuery.optional().describe('Only pods with these labels, as kubectl -l takes them.'),
  owner: workload.optional().describe('Only pods of this workload: deployment/storefront.'),
  fields: field.optional().describe('Only pods with these fields, as kubectl --field-selector takes them.'),
  zone: z.string().min(1, { error: 'expected a zone' }).optional().describe('Only pods on nodes of this zone (topology.kubernetes.io/zone).'),
  'min-age': duration().optional().describe('Only pods that were created so long ago.'),
  ownerless: z.literal(true, { error: 'expected true' }).optional().describe('Also pods that no workload keeps: something else must bring them back.'),
  all: z.literal(true, { error: 'expected true' }).optional().describe('That everything in the namespace may match.'),
  count: z.number({ error: atLeastOne }).int({ error: atLeastOne }).min(1, { error: atLeastOne }).optional().describe('So many; 1 unless said.'),
  percent: share({ min: 0.01, max: 1 }).optional().describe('So much of those that may be hit, rounded down.'),
  'one-per': z.literal('owner', { error: 'expected owner' }).optional().describe('One pod of each workload.'),
  'all-in': z.literal('zone', { error: 'expected zone' }).optional().describe('All pods in one zone: the one named by zone, or one drawn by chance.'),
  'min-available': z
    .union([z.number().int().min(0), share().transform((kept) => ({ share: kept }))], { error: 'expected how many pods, or a share such as 50%' })
    .default(1)
    .describe('How many ready pods each workload keeps after every kill; a share is rounded up.'),
};

export type PodKeys = z.infer<z.ZodObject<typeof podKeys>>;

/** What the keys say; complains where they would select everything without saying so. */
export function readSelection(written: PodKeys, context: z.RefinementCtx): Selection {
  const { labels = null, owner = null, fields = null, zone = null, ownerless = false, all = false } = written;
  if (!all && [labels, owner, fields, zone].every((one) => one === null)) {
    context.addIssue({ code: 'custom', message: 'expected labels, owner, fields or zone, or all: true, to say which pods' });
  }
  if (owner !== null && ownerless) context.addIssue({ code: 'custom', path: ['ownerless'], message: 'expected no ownerless: owner names the workload' });
  const [kind, name = ''] = owner?.split('/') ?? [];
  const of = workloadKinds.find((one) => one === kind);
  return { labels, owner: of === undefined ? null : { kind: of, name }, fields, zone, minAge: written['min-age'] ?? 0, ownerless, all };
}

export function readAmount(written: PodKeys, context: z.RefinementCtx): Amount {
  const { count, percent, 'one-per': onePer, 'all-in': allIn } = written;
  const said = [count, percent, onePer, allIn].filter((one) => one !== undefined).length;
  if (said > 1) context.addIssue({ code: 'custom', message: 'expected one of count, percent, one-per and all-in, to say how many' });
  if (percent !== undefined) return { by: 'percent', share: percent };
  if (onePer !== undefined) return { by: 'owner' };
  if (allIn !== undefined) return { by: 'zone' };
  return { by: 'count', count: count ?? 1 };
}
