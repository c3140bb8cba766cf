import { floats, imageOf } from '../image.ts';
import { about, containersOf, type Rule } from '../rule.ts';

export const imageFloats: Rule = {
  id: 'image-floats',
  severity: 'medium',
  about: 'An image without a tag, or latest, is whatever was pushed last: pods of one workload may differ, and going back goes nowhere.',
  check: ({ workloads }) =>
    workloads.flatMap((workload) =>
      containersOf(workload)
        .filter(({ container }) => floats(imageOf(container.image)))
        .map(({ container, field }) => {
          const why = `${container.image} is whatever was pushed last: a pod that is replaced may run other code than its neighbours`;
          return about(workload, `${field}.image`, why, 'the version that is meant, with its digest: name:1.2.3@sha256:…');
        }),
    ),
};
