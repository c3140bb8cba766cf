import { leases } from '../../../src/domain/kubernetes/surroundings.ts';
import type { Cluster } from '../../../src/ports/cluster.ts';

/** Another run takes the turn of a namespace, as it does where two have looked before either acted; answers how to end that. */
export async function takenByAnother(cluster: Cluster, namespace: string): Promise<() => Promise<void>> {
  const signal = (): AbortSignal => new AbortController().signal;
  const labels = { 'app.kubernetes.io/managed-by': 'firedrill' };
  const spec = { holderIdentity: 'other1', leaseDurationSeconds: 60, renewTime: '2026-01-01T00:00:00.000000Z' };
  await cluster.create(leases, namespace, { metadata: { name: 'firedrill', namespace, labels }, spec }, signal());
  return async () => void (await cluster.remove(leases, { namespace, name: 'firedrill' }, {}, signal()));
}
