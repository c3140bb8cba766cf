/** The image of a container in a pod template. Pure. */
import { z } from 'zod';
import type { JsonObject } from '../../../domain/json.ts';
import type { Deployment } from '../../../domain/kubernetes/workloads.ts';

/** Whole, since a merge patch replaces a list as a whole. Source: RFC 7396. */
const container = z.object({ name: z.string(), image: z.string().optional() }).catchall(z.json());
const containers = z.array(container).catch([]);
type Template = Deployment['spec']['template'];

export function containersOf({ spec }: Template): z.infer<typeof containers> {
  return containers.parse(spec['containers']);
}

export function imageOf(template: Template, name: string): string | null {
  return containersOf(template).find((one) => one.name === name)?.image ?? null;
}

/** The part of a merge patch that gives one container this image, and leaves the others as they are. */
export function withImage(template: Template, name: string, image: string | null): JsonObject {
  const all = containersOf(template).map((one) => (one.name === name && image !== null ? changed(one, image) : one));
  return { spec: { template: { spec: { containers: all as readonly JsonObject[] } } } };
}

function changed(one: z.infer<typeof container>, image: string): z.infer<typeof container> {
  return { ...one, image };
}
