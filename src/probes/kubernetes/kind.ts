/** What the API of a cluster says of workloads, pods and endpoints: the part that decides. */
import { ms, plain, showMs, units, type Ms } from '../../domain/units.ts';
import type { ProbeKind, WatchedFor } from '../../ports/probe.ts';
import { rightsOf } from './rights.ts';
import { schema, type KubernetesSpec } from './schema.ts';

export const kubernetesKind: ProbeKind<KubernetesSpec> = {
  kind: 'kubernetes',
  about: 'what the API of a cluster says: ready replicas, available ratio, rollout, ready endpoints, restarts, pending pods',
  schema,
  unit: ({ kubernetes }) => (kubernetes === 'available-ratio' ? units.ratio : plain),
  poolable: () => false,
  /** The environment pins the context to its address; that is the permission. */
  hosts: () => [],
  cluster: (spec) => ({ ...(spec.context === undefined ? {} : { context: spec.context }), rights: rightsOf(spec) }),
  staleness,
  load: async () => (await import('./session.ts')).open,
};

/** Part of an SLI's period for which one fetch serves all that read the same. */
export const sharedFor = 1 / 4;
/** The default of kube-controller-manager's --node-monitor-grace-period, since 1.32; 40 s before. */
const silentNode = ms(50_000);
/** At which a kubelet reports what it could not report at once. Source: kubelet, status manager, syncPeriod. */
const kubelet = ms(10_000);

/** The API is asked afresh, but knows only what kubelets and controllers have told it. */
function staleness({ kubernetes: measure }: KubernetesSpec, _context: unknown, { every }: WatchedFor): { worst: Ms; why: string } {
  const shared = `one fetch serves all SLIs for ${showMs(every * sharedFor)}`;
  if (measure === 'pods-pending') return { worst: ms(every * sharedFor), why: shared };
  if (measure === 'restarts') {
    return { worst: ms(kubelet + every * sharedFor), why: `${showMs(kubelet)} at which kubelets report, and from a silent node none does; ${shared}` };
  }
  const probes = 'sooner where a pod is removed or fails its readiness probe, later where that probe is slower than this';
  return {
    worst: ms(silentNode + every * sharedFor),
    why: `${showMs(silentNode)} for which a node may be silent, unless the cluster says otherwise: ${probes}; ${shared}`,
  };
}
