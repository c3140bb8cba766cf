import { isTrue } from '../../../domain/kubernetes/meta.ts';
import { jobs, loadContainer } from '../../../domain/kubernetes/jobs.ts';
import { pods, type Pod } from '../../../domain/kubernetes/pods.ts';
import type { Observation } from '../../../domain/plan.ts';
import type { Cluster } from '../../../ports/cluster.ts';

export interface JobPlace {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly injection: string;
}

/** Whether its pod sends; until it does, what it waits for. */
export async function look({ cluster, namespace, injection }: JobPlace, signal: AbortSignal): Promise<Observation> {
  const [job, [pod]] = await Promise.all([
    cluster.get(jobs, { namespace, name: injection }, signal),
    cluster.list(pods, { namespace, labels: `job-name=${injection}` }, signal),
  ]);
  if (job === undefined) return { presence: 'absent', detail: `there is no job/${injection}` };
  const failed = job.status.conditions.find(({ type, status }) => type === 'Failed' && status === 'True');
  if (failed !== undefined) return { presence: 'absent', detail: `its Job has failed: ${failed.message ?? failed.reason ?? 'nobody says why'}` };
  if (pod === undefined) return { presence: 'partly', detail: `job/${injection} has no pod yet` };
  return lookAt(pod);
}

function lookAt({ metadata: { name }, status }: Pod): Observation {
  const state = status.containerStatuses.find((one) => one.name === loadContainer)?.state;
  if (state?.running !== undefined) return { presence: 'present', detail: `pod ${name}` };
  const ended = state?.terminated;
  if (ended !== undefined) return { presence: 'absent', detail: `pod ${name} has ended with code ${ended.exitCode}` };
  const unscheduled = isTrue(status.conditions, 'PodScheduled') ? undefined : status.conditions.find(({ type }) => type === 'PodScheduled');
  const why = [state?.waiting?.reason, state?.waiting?.message, unscheduled?.message].filter((one) => one !== undefined && one !== '').join(': ');
  return { presence: 'partly', detail: `pod ${name} is ${status.phase}${why === '' ? '' : `: ${why}`}` };
}
