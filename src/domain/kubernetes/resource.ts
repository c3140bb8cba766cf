/** A kind of Kubernetes object: where the API has it, and what of it is read. */
import type { z } from 'zod';

export interface Resource<T = unknown> {
  /** `v1`, or group and version: `apps/v1`. */
  readonly version: string;
  /** As it stands in an address, with a subresource where it is one: `pods`, `deployments/scale`. */
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Reads only the fields that firedrill judges by; the rest is dropped. */
  readonly schema: z.ZodType<T>;
}

/** One object's place: without a namespace it is the cluster's own. */
export interface At {
  readonly namespace?: string;
  readonly name: string;
}

/** The path of one object, or of all in a namespace or the cluster. Source: Kubernetes API concepts, "Resource URIs". */
export function pathOf({ version, plural }: Pick<Resource, 'version' | 'plural'>, at: Partial<At> = {}): string {
  const [base = '', subresource] = plural.split('/');
  const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
  const parts = [at.namespace === undefined ? [] : ['namespaces', at.namespace], base, at.name ?? [], subresource ?? []].flat();
  return `${root}/${parts.map(encodeURIComponent).join('/')}`;
}

/** The API group of a version, as roles name it: empty for the core. */
export function groupOf(version: string): string {
  return version.includes('/') ? (version.split('/')[0] ?? '') : '';
}

/** How `kubectl` names one: `deployment/storefront`. */
export function called({ kind }: Pick<Resource, 'kind'>, name: string): string {
  return `${kind.toLowerCase()}/${name}`;
}
