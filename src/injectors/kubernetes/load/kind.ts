import { loadRights } from '../../../domain/kubernetes/jobs.ts';
import { showRight } from '../../../domain/kubernetes/right.ts';
import { loadType } from '../../../domain/undo.ts';
import { defineInjector } from '../../define.ts';
import { sweptAfter } from '../names.ts';
import { schema, type LoadJobSpec } from './schema.ts';

/**
 * A load that a Job in a cluster sends, taken back by the same record as any fault. Not offered in files: it is what `load: { …, in: … }` becomes.
 * Left when it stops half-way: the Job sends on until its lease, activeDeadlineSeconds, is over; its record until `sweep`.
 */
export const loadJob = defineInjector<LoadJobSpec>({
  type: loadType,
  about: 'Sends a load from a Job in a cluster; restore deletes the Job.',
  schema,
  plan: ({ namespace, image }) => {
    const rights = loadRights(namespace);
    return {
      summary: `runs ${image} as a Job in namespace ${namespace}`,
      candidates: [namespace],
      locks: [`load:${namespace}`],
      group: `load:${namespace}`,
      hosts: [],
      share: {},
      needs: { env: [], rights: rights.restore.map(showRight) },
      lease: { kind: 'ttl', ttl: sweptAfter },
      effect: 'observed',
      healsByItself: false,
      restores: 'deletes the Job, its pod first',
      harm: 'the load goes on until the lease of its Job is over',
    };
  },
  load: async (ports) => (await import('./act.ts')).createLoadJob(ports),
});
