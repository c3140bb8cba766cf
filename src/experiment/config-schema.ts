import { z } from 'zod';
import { duration, share } from '../domain/fields.ts';
import type { SinkKind } from '../ports/sink.ts';
import { calendarSchema, sharedSinkKeys, storeSchema } from './config-memory.ts';
import { address } from './head.ts';
import { name } from './names.ts';
import { mapValues, merged, node, sentence, withReferences, type Node } from './schema-nodes.ts';

const day = 86_400_000;

/** User and password in an address would be printed with it. */
const plainAddress = address.refine((text) => !/^https?:\/\/[^/]*@/.test(text), {
  error: 'expected an address without user and password: those go under basic',
});

/** A share, or so many of so many. */
const cap = z.union(
  [
    z.string().regex(/^\s*[1-9]\d*\s+of\s+[1-9]\d*\s*$/).transform((text) => Number(text.trim().split(/\s+of\s+/)[0]) / Number(text.trim().split(/\s+of\s+/)[1])).refine((part) => part <= 1, { error: 'expected no more than all' }),
    share(),
  ],
  { error: 'expected 1 of 3, or a share such as 30%' },
); // prettier-ignore

const proxy = z.strictObject({
  kind: z.enum(['embedded', 'toxiproxy']).describe('embedded is firedrill’s own (firedrill proxy); toxiproxy a Toxiproxy server.'),
  api: plainAddress.describe('Its control address, such as http://127.0.0.1:8474.'),
  listen: z.string().min(1).optional().describe('Where its clients connect: host:port.'),
  upstream: z.string().min(1).optional().describe('Where it passes them on to: host:port.'),
});

const text = z.string({ error: 'expected a text' }).min(1);
const file = text.describe('A file in PEM form; its path counts from the config’s folder.');

const prometheus = z.strictObject({
  url: plainAddress.describe('Its address, with its path prefix.'),
  headers: z.record(text, text).default({}).describe('Sent with every query.'),
  bearer: text.optional().describe('A token, as a reference: ${env:PROMETHEUS_TOKEN}.'),
  basic: z.strictObject({ username: text, password: text }).optional().describe('User and password, the latter as a reference.'),
  tls: z.strictObject({ cert: file.optional(), key: file.optional(), ca: file.optional() }).optional().describe('Client certificate and authority.'),
  timeout: duration({ min: 10, max: 600_000 }).optional().describe('Of one query.'),
  'scrape-interval': duration({ min: 100, max: day }).optional().describe('What the server scrapes at; plan counts it in the time to detect.'),
});

const cluster = z.strictObject({
  server: plainAddress.describe('The address of its API server; a context that leads elsewhere is refused.'),
  kubeconfig: text.optional().describe('The file that has the context; $KUBECONFIG or ~/.kube/config unless said. Its path counts from the config’s folder.'),
});

/** One environment: what may be touched there, and how much of it. */
export const environmentSchema = z.strictObject({
  production: z
    .boolean({ error: 'expected true or false: whether harm here reaches customers' })
    .describe('Whether harm here reaches customers; true brings caps of 1 of 3 targets and 1% of traffic.'),
  hosts: z.array(text).default([]).describe('Hosts that load, SLIs and faults may touch, * for any part: *.staging.example. Loopback always.'),
  faults: z.array(text).optional().describe('Fault types allowed, * for any part: toxiproxy.*. Required in production; elsewhere all unless said.'),
  limits: z.strictObject({ duration: duration({ min: 1000, max: day }).describe('The longest limits.duration an experiment may have.') }).optional(),
  caps: z
    .strictObject({
      targets: cap.optional().describe('1 of 3, or a share.'),
      traffic: share().optional().describe('The share of requests or connections that a fault may hit.'),
    })
    .default({})
    .describe('How much a fault may hit.'),
  proxies: z.record(name, proxy).default({}).describe('Proxies by the name that faults call them.'),
  contexts: z
    .record(text, z.union([plainAddress, cluster], { error: 'expected the address of its API server, such as https://10.0.0.1:6443' }))
    .default({})
    .describe('Clusters by the context of the kubeconfig, pinned to their address; in-cluster is the pod’s own ServiceAccount.'),
  namespaces: z.array(text).default([]).describe('Namespaces that faults may change, * for any part; never those of Kubernetes itself.'),
  'opt-in': z
    .boolean({ error: 'expected true or false' })
    .default(false)
    .describe('true: only what says so by the annotation firedrill.dev/faults may be changed: a namespace, or single workloads in it.'),
  prometheus: prometheus.optional().describe('Where prometheus SLIs are asked.'),
  'load-image': z
    .string()
    .regex(/^\S+$/, { error: 'expected an image, such as registry.example/firedrill:0.1.0' })
    .optional()
    .describe('firedrill’s own image, for a load that a Job in a cluster sends.'),
});

export type EnvironmentInput = z.output<typeof environmentSchema>;

/** The JSON Schema of `firedrill.config.yaml`, for editors. */
export function configSchema(sinkKinds: readonly SinkKind[]): Node {
  const named = (entry: Node, more: object = {}): Node => ({
    type: 'object',
    minProperties: 1,
    propertyNames: node(name),
    additionalProperties: entry,
    ...more,
  });
  const schema = withReferences({
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      environments: named(node(environmentSchema)),
      sinks: named({ oneOf: sinkKinds.map(sinkNode) }, { description: 'Who is told of a run, by name.' }),
      store: node(storeSchema),
      calendars: named(node(calendarSchema), { description: 'Calendars by name, for schedules.' }),
    },
    required: ['environments'],
    additionalProperties: false,
  });
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'firedrill config', ...schema };
}

const sinkNode = (kind: SinkKind): Node => ({
  title: `${kind.type} sink`,
  description: sentence(kind.about),
  ...merged(node(kind.schema), { type: { const: kind.type }, ...mapValues(sharedSinkKeys, node) }, ['type']),
});
