import { floats, imageOf } from '../image.ts';
import { about, containersOf, type Rule } from '../rule.ts';

export const imageWithoutDigest: Rule = {
  id: 'image-without-digest',
  severity: 'low',
  about: 'A tag can be pushed again; a digest is one image for ever.',
  check: ({ workloads }) =>
    workloads.flatMap((workload) =>
      containersOf(workload)
        .filter(({ container: { image } }) => imageOf(image).digest === undefined && !floats(imageOf(image)))
        .map(({ container: { image }, field }) => {
          const why = `${image} can be pushed again under the same tag, and then nodes run different code`;
          return about(workload, `${field}.image`, why, `${image}@sha256:…, as the registry gives it`);
        }),
    ),
};
