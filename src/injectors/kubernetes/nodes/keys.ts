import { z } from 'zod';
import { duration } from '../../../domain/fields.ts';
import { namespace } from '../keys.ts';

/** With a grace of 0 the API forgets a pod whose containers may still run. Source: Kubernetes docs, "Forced Pod termination". */
const grace = duration({ min: 1000, max: 3_600_000 }).refine((time) => time % 1000 === 0, { error: 'expected whole seconds: the API knows no less' });

const tenant = namespace.refine((name) => !name.startsWith('kube-'), { error: 'expected no namespace of Kubernetes itself: its pods are left' });

/** What the faults on nodes share. */
export const nodeKeys = {
  'other-tenants': z.array(tenant).default([]).describe('Other namespaces whose pods there go too; a node that has pods of any that is not named is refused.'),
  grace: grace.optional().describe('How long a pod has to end by itself; its own terminationGracePeriodSeconds unless said.'),
};
