import type { Json, JsonObject } from '../../../domain/json.ts';
import type { At, Resource } from '../../../domain/kubernetes/resource.ts';
import type { ClusterScene } from '../fault.ts';
import type { Expected, Sighting } from './standing.ts';

/** The field and the object around it, as one look found them. */
export interface Look extends Sighting {
  readonly resourceVersion: string;
  /** The part of a merge patch that gives the field this value. */
  set(value: string | null): JsonObject;
  /** Why the change is not in force yet, where the object tells: its controller has not seen it. */
  readonly pending?: string;
  /** What the object says of the fault's effect. */
  readonly detail?: string;
}

/** What is known of the value that was there before: the value itself, or why nobody can know it any more. */
export type Prior = { readonly kind: 'known'; readonly value: string | null } | { readonly kind: 'lost'; readonly why: string; readonly command: string };

/** One field of one object that a fault sets, and sets back: all that differs from one such fault to the next. */
export interface Field extends Expected {
  /** `deployment/storefront`. */
  readonly target: string;
  /** The command that puts it back by hand. */
  readonly command: string;
  /** The command that shows how it recovers, where that takes a while. */
  readonly watch?: string;
  readonly at: At;
  /** What a change goes through: the object itself, or a subresource. */
  readonly through: Resource;
  /** A value as a message may have it: never one that could be a secret. */
  readonly show: (value: string | null) => string;
  /** `undefined` where the object is gone. */
  look(signal: AbortSignal): Promise<Look | undefined>;
  prior(signal: AbortSignal): Promise<Prior>;
  /** Whether a value of somebody else's does away with the fault. */
  healedBy(value: string | null): boolean;
  /** What has to be there before the change. */
  before?(signal: AbortSignal): Promise<void>;
  /** What the target still waits for after it was set back; `undefined` once it has recovered. */
  waitsFor?(signal: AbortSignal): Promise<string | undefined>;
  /** Takes away what the change has left beside the field. */
  after?(signal: AbortSignal): Promise<void>;
}

/** Our mark on an object, one for each injection: two of them may be on one object. */
export const markOf = (injection: string): string => `firedrill.dev/${injection}`;

/** Sets the field, and our mark on or off, if the object is still as it was looked at; throws a `conflict` where it is not. */
export async function write(
  field: Field,
  look: Look,
  change: { readonly value: string | null; readonly mark: boolean },
  { cluster, injection }: ClusterScene,
  signal: AbortSignal,
): Promise<void> {
  const mark: Json = change.mark ? field.target : null;
  const metadata = { resourceVersion: look.resourceVersion, ...(field.marks ? { annotations: { [markOf(injection)]: mark } } : {}) };
  await cluster.patch(field.through, field.at, { ...look.set(change.value), metadata }, signal);
}
