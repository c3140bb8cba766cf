import { jobs } from '../../../domain/kubernetes/jobs.ts';
import { pods } from '../../../domain/kubernetes/pods.ts';
import type { Restored } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import type { Clock } from '../../../ports/clock.ts';
import { mark } from '../names.ts';
import type { JobPlace } from './look.ts';

const between = ms(250);

/** Deletes the Job, where it is this injection's own, and waits until it is gone and its pod before it. Throws a `ClusterError` where it cannot be asked. */
export async function endJob(place: JobPlace, targets: readonly string[], manual: string, clock: Clock, signal: AbortSignal): Promise<Restored> {
  const { cluster, namespace, injection } = place;
  const at = { namespace, name: injection };
  for (;;) {
    const [pod] = await cluster.list(pods, { namespace, labels: `job-name=${injection}` }, signal);
    const job = await cluster.get(jobs, at, signal);
    if (job === undefined) return { kind: 'restored' };
    const { uid, labels, deletionTimestamp } = job.metadata;
    if (labels[mark.injection] !== injection) return { kind: 'restored', note: `job/${injection} is somebody else's: it does not carry the label of this run` };
    if (deletionTimestamp === undefined) await cluster.remove(jobs, at, { uid, dependents: 'first' }, signal);
    await clock.sleep(between, signal);
    const why = `it is being deleted, and ${pod === undefined ? 'is not gone' : `pod ${pod.metadata.name} on ${pod.spec.nodeName ?? 'no node'} has not ended`}`;
    if (signal.aborted) return { kind: 'left', left: targets.map((target) => ({ target, why, command: manual })) };
  }
}
