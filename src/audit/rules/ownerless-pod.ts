import { controllerOf } from '../../domain/kubernetes/meta.ts';
import type { Rule } from '../rule.ts';

export const ownerlessPod: Rule = {
  id: 'ownerless-pod',
  severity: 'medium',
  about: 'Nobody brings back a pod that nothing owns.',
  check: ({ pods }) =>
    pods
      .filter(({ metadata }) => controllerOf(metadata) === undefined)
      .map(({ metadata: { name } }) => {
        const why = 'nothing owns it: once it is killed, evicted or its node is gone, nobody brings it back';
        return { kind: 'Pod', name, field: 'metadata.ownerReferences', why, change: 'a Deployment, StatefulSet or Job that makes it' };
      }),
};
