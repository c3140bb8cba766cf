import type { Pod } from '../../../domain/kubernetes/pods.ts';

/** Of both families. */
export function addressesOf({ status: { podIP, podIPs } }: Pod): readonly string[] {
  return [...new Set([...(podIP === undefined ? [] : [podIP]), ...podIPs.map(({ ip }) => ip)])];
}

/** Whether it may still send and receive. */
export function isLive({ metadata, status: { phase } }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && phase !== 'Succeeded' && phase !== 'Failed';
}
