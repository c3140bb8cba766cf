import { floats, imageOf } from '../image.ts';
import { about, containersOf, type Rule } from '../rule.ts';

/** Of an image that floats, image-floats tells. */
export const imagePull: Rule = {
  id: 'image-pull',
  severity: 'low',
  about: 'A pull policy decides whether a pod can start while the registry is away, and on a node that has not run it before.',
  check: ({ workloads }) =>
    workloads.flatMap((workload) =>
      containersOf(workload).flatMap(({ container: { name, image, imagePullPolicy: policy }, field }) => {
        const why = {
          Always: floats(imageOf(image)) ? undefined : `container ${name} cannot be started anew while its registry is away, though the node has the image`,
          Never: `container ${name} starts on nodes alone that somebody has given its image: on any other, a pod that is moved does not come back`,
        }[policy ?? ''];
        return why === undefined ? [] : [about(workload, `${field}.imagePullPolicy`, why, 'imagePullPolicy: IfNotPresent')];
      }),
    ),
};
