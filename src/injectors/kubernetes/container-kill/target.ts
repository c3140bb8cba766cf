/** Which container of a pod is meant, and what speaks against a signal to it, as far as the pod itself says. */
import type { Pod } from '../../../domain/kubernetes/pods.ts';
import type { Refusal } from '../../../domain/plan.ts';

/** The container that runs; or why none can be signalled. */
export function containerOf(pod: Pod, wanted: string | null): { readonly name: string; readonly restarts: number; readonly id: string } | Refusal {
  const { metadata, spec, status } = pod;
  const named = `pod ${metadata.name}`;
  const names = spec.containers.map(({ name }) => name);
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) return { why: `${named} has containers ${names.join(', ')}, and one must be named`, hint: 'Say container.' };
  if (!names.includes(name)) return { why: `${named} has no container ${name}, but ${names.join(', ')}`, hint: 'Correct container.' };
  if (spec.restartPolicy !== 'Always') {
    return { why: `nobody starts a container of ${named} again: its restartPolicy is ${spec.restartPolicy}`, hint: 'Choose pods of a workload that serves.' };
  }
  if (spec.hostPID || spec.shareProcessNamespace) {
    const whose = spec.hostPID ? 'the node' : 'its pod';
    return { why: `process 1 as ${named} sees it is that of ${whose}, and not of container ${name}`, hint: 'Use kubernetes.pod-kill.' };
  }
  const found = status.containerStatuses.find((one) => one.name === name);
  if (found?.state.running === undefined) return { why: `container ${name} of ${named} is not running`, hint: 'Wait for it.' };
  return { name, restarts: found.restartCount, id: found.containerID ?? '' };
}
