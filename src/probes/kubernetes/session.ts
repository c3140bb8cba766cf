/** What the API of a cluster says of workloads, pods and endpoints: the part that asks. */
import { CannotMeasure } from '../../domain/cannot-measure.ts';
import { pinnedFor } from '../../domain/kubernetes/contexts.ts';
import { isClusterError } from '../../domain/kubernetes/cluster-error.ts';
import { showRight } from '../../domain/kubernetes/right.ts';
import type { Measurement } from '../../domain/sample.ts';
import { ms } from '../../domain/units.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Opener, ProbePorts } from '../../ports/probe.ts';
import { blind, readEndpoints, readPending, readWorkload } from './reading.ts';
import { Restarts } from './restarts.ts';
import { rightsOf } from './rights.ts';
import type { KubernetesSpec } from './schema.ts';
import { Source } from './source.ts';

/** How long the API may take to say what is allowed. */
const asking = ms(8000);

export const open: Opener<KubernetesSpec> = async (spec, sli, ports) => {
  const cluster = await connect(spec, sli.name, ports);
  await requireRights(spec, sli.name, cluster, ports);
  const sample = measureOf(spec, new Source(cluster, spec.namespace, sli.every, ports));
  return { sample, async [Symbol.asyncDispose]() {} };
};

async function connect({ context }: KubernetesSpec, sli: string, ports: ProbePorts): Promise<Cluster> {
  const known = Object.keys(ports.contexts).join(', ') || 'none';
  const address = pinnedFor(context, ports.contexts);
  if (address === undefined) throw new CannotMeasure(sli, `the environment does not pin context ${context ?? '(none said)'}`, `It pins: ${known}.`);
  try {
    return await ports.kubernetes.connect(address);
  } catch (error) {
    if (!isClusterError(error, 'not ours')) throw error;
    throw new CannotMeasure(sli, error.message.replace(/\.$/, ''), `Correct contexts of the environment, or the kubeconfig.`);
  }
}

/** Without them every sample would be blind: known before anything is injected. */
async function requireRights(spec: KubernetesSpec, sli: string, cluster: Cluster, { clock }: ProbePorts): Promise<void> {
  using deadline = clock.deadline(asking);
  const answers = await Promise.all(rightsOf(spec).map(async (right) => ({ right, allowed: await cluster.allowed(right, deadline.signal) })));
  const missing = answers.filter(({ allowed }) => !allowed).map(({ right }) => showRight(right));
  if (missing.length === 0) return;
  throw new CannotMeasure(sli, `this user may not ${missing.join(', nor ')}`, 'firedrill rbac <file> prints the least role that the experiment needs.');
}

function measureOf(spec: KubernetesSpec, source: Source): (signal: AbortSignal) => Promise<Measurement> {
  const { kubernetes: measure, namespace, workload = '', service = '', labels } = spec;
  const restarts = new Restarts();
  switch (measure) {
    case 'ready-replicas':
    case 'available-ratio':
    case 'rolled-out':
      return async (signal) => {
        const state = await source.workload(workload, signal);
        return state === undefined ? blind(`there is no ${workload} in namespace ${namespace}`) : readWorkload(measure, state, workload);
      };
    case 'ready-endpoints':
      return async (signal) => readEndpoints(await source.endpoints(service, signal), `service/${service} in namespace ${namespace}`);
    case 'restarts':
    case 'pods-pending':
      return async (signal) => {
        const query = labels ?? (await source.workload(workload, signal))?.query;
        if (query === undefined) return blind(`there is no ${workload} in namespace ${namespace}`);
        const pods = await source.pods(query, signal);
        const called = labels === undefined ? workload : `${labels} in namespace ${namespace}`;
        return measure === 'restarts' ? restarts.read(pods, called) : readPending(pods, called);
      };
  }
}
