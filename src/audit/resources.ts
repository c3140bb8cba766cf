import type { Container } from './objects.ts';
import type { Workload } from './scene.ts';

/** What a container gets: as its template says, else as its pods have it, which a LimitRange may have given them. */
export function givenTo({ name, resources }: Container, { pods }: Workload): Container['resources'] {
  const given = pods.flatMap(({ spec }) => spec.containers).find((container) => container.name === name)?.resources;
  return { requests: { ...given?.requests, ...resources.requests }, limits: { ...given?.limits, ...resources.limits } };
}
