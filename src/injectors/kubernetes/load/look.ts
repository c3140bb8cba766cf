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

/** Our pod refers to nothing that may still come, so the kubelet will not change its mind. Source: kubelet, container and image errors. */
const hopeless: ReadonlySet<string> = new Set(['CreateContainerConfigError', 'InvalidImageName']);

const worded = (all: readonly (string | undefined)[]): string => all.filter((one) => one !== undefined && one !== '').join(': ');

function lookAt({ metadata: { name }, status }: Pod): Observation {
  const state = status.containerStatuses.find((one) => one.name === loadContainer)?.state;
  if (state?.running !== undefined) return { presence: 'present', detail: `pod ${name}` };
  const ended = state?.terminated;
  if (ended !== undefined) return { presence: 'absent', detail: `pod ${name} has ended with code ${ended.exitCode}` };
  const waiting = [state?.waiting?.reason, state?.waiting?.message];
  if (hopeless.has(state?.waiting?.reason ?? '')) return { presence: 'absent', detail: `pod ${name} cannot start: ${worded(waiting)}` };
  const unscheduled = isTrue(status.conditions, 'PodScheduled') ? undefined : status.conditions.find(({ type }) => type === 'PodScheduled');
  const why = worded([...waiting, unscheduled?.message]);
  return { presence: 'partly', detail: `pod ${name} is ${status.phase}${why === '' ? '' : `: ${why}`}` };
}
