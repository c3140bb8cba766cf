import { z } from 'zod';
import { argv } from '../../../domain/fields.ts';
import { parseLabelQuery } from '../../../domain/kubernetes/label-query.ts';
import { clusterKeys, labelQuery, namespace } from '../keys.ts';
import type { Cut, Proof } from './undo.ts';

export type PartitionSpec = {
  readonly namespace: string;
  readonly context: string | null;
  readonly cut: Cut;
  readonly proof: Proof | null;
};

const labels = labelQuery.refine((query) => parseLabelQuery(query) !== undefined, { error: 'expected labels, such as app=storefront or tier in (web,api)' });
/** `everything` reads as a label too; no pod can be meant by it that `everything` does not hold. */
const peers = labelQuery.refine((query) => parseLabelQuery(query) !== undefined, { error: 'expected labels, such as app=payments, or everything' });

const prove = z.strictObject({
  run: argv.describe('A program in a container, without a shell: 0 while the two can talk, anything else within a second when they cannot.'),
  'kept-alive': argv
    .optional()
    .describe(
      'One that keeps a connection busy and prints something for every answer: ends with anything but 0 when it breaks, with 0 after some ten seconds.',
    ),
  in: labels.optional().describe('Labels of the pod it runs in; of the side that calls, unless said: the peers where direction is ingress, else the pods.'),
  container: z.string().min(1, { error: 'expected the name of a container' }).optional().describe('The first one unless said.'),
});

const keys = z.strictObject({
  ...clusterKeys,
  pods: labels.describe('Labels of the pods that are cut off.'),
  peers: peers.describe('Labels of those they are cut off from, or everything.'),
  'peers-in': namespace.optional().describe('The namespace of the peers, where it is another.'),
  direction: z
    .enum(['ingress', 'egress', 'both'], { error: 'expected ingress, egress or both' })
    .default('both')
    .describe('Whose connections are cut: ingress, those from the peers; egress, those of the pods.'),
  dns: z
    .boolean({ error: 'expected false, or nothing' })
    .optional()
    .describe('false: the pods cannot ask for names either. Only where they are cut off from everything.'),
  prove: prove.optional().describe('How it is seen that something enforces the policy; without it the effect is unprovable.'),
});
type Written = z.infer<typeof keys>;

export const schema: z.ZodType<PartitionSpec> = keys.transform((written, context): PartitionSpec => {
  for (const { path, message } of contradictions(written)) context.addIssue({ code: 'custom', path: [...path], message });
  const { namespace: own, context: cluster, pods, peers: whom, direction, dns } = written;
  const cut: Cut = {
    pods,
    peers: whom === 'everything' ? null : { labels: whom, namespace: written['peers-in'] ?? own },
    direction,
    dns: dns ?? true,
  };
  return { namespace: own, context: cluster, cut, proof: proofOf(written, cut) };
});

function contradictions({
  peers: whom,
  direction,
  dns,
  prove: proof,
  ...rest
}: Written): readonly { readonly path: readonly string[]; readonly message: string }[] {
  const all = whom === 'everything';
  return [
    ...(all && rest['peers-in'] !== undefined ? [{ path: ['peers-in'], message: 'expected no peers-in: everything is everywhere' }] : []),
    ...(dns !== undefined && !(all && direction !== 'ingress')
      ? [{ path: ['dns'], message: 'expected no dns: it is asked for outwards, and cut by peers: everything alone' }]
      : []),
    ...(all && direction === 'ingress' && proof !== undefined && proof.in === undefined
      ? [{ path: ['prove', 'in'], message: 'expected in: <labels of a pod that calls>, since everything names none' }]
      : []),
  ];
}

function proofOf({ namespace: own, prove: written }: Written, { pods, peers: whom, direction }: Cut): Proof | null {
  if (written === undefined) return null;
  const caller = direction === 'ingress' && whom !== null ? whom : { labels: pods, namespace: own };
  return {
    run: written.run,
    keptAlive: written['kept-alive'] ?? null,
    in: written.in === undefined ? caller : { labels: written.in, namespace: own },
    container: written.container ?? null,
  };
}
