/** Jobs: what runs to its end. Source: Kubernetes API reference, batch/v1. */
import { z } from 'zod';
import { configMaps, leases, namespaces } from './surroundings.ts';
import { rightsOn, type Right } from './right.ts';
import { pods } from './pods.ts';
import { condition, meta } from './meta.ts';
import type { Resource } from './resource.ts';

const job = z.object({
  metadata: meta,
  spec: z.object({ activeDeadlineSeconds: z.number().optional() }).prefault({}),
  status: z.object({ conditions: z.array(condition).default([]) }).prefault({}),
});
export type Job = z.infer<typeof job>;

export const jobs: Resource<Job> = { version: 'batch/v1', namespaced: true, plural: 'jobs', kind: 'Job', schema: job };

/** How much of what is asked of a load in a cluster is ours to ask: its record and its Job for the runner, and what whoever sweeps looks at. */
export function loadRights(namespace: string): { readonly inject: readonly Right[]; readonly restore: readonly Right[] } {
  return {
    inject: [
      ...rightsOn(configMaps, ['create', 'patch'], { namespace }),
      ...rightsOn(jobs, ['create', 'patch'], { namespace }),
      ...rightsOn({ version: 'v1', plural: 'pods/log' }, ['get'], { namespace }),
    ],
    restore: [
      ...rightsOn(namespaces, ['get'], { namespace, name: namespace }),
      ...rightsOn(leases, ['get'], { namespace, name: 'firedrill' }),
      ...rightsOn(configMaps, ['list', 'delete'], { namespace }),
      ...rightsOn(jobs, ['get', 'delete'], { namespace }),
      ...rightsOn(pods, ['list'], { namespace }),
    ],
  };
}

/** The container of a Job of ours that sends a load. */
export const loadContainer = 'load';

/** Its environment variable that holds the load. */
export const loadVariable = 'FIREDRILL_LOAD';
