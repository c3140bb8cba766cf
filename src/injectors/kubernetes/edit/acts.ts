import type { JsonObject } from '../../../domain/json.ts';
import type { Refusal, TargetShare } from '../../../domain/plan.ts';
import { Refused } from '../../../domain/refused.ts';
import type { ClusterActs, ClusterKeys, ClusterScene } from '../fault.ts';
import { applyEdit } from './apply.ts';
import type { Field } from './field.ts';
import { observeEdit } from './observe.ts';
import { restoreEdit } from './restore.ts';

/** What a look makes of the file's words: the edit to come, or everything that speaks against it. */
export type Prospect<Undo extends JsonObject> = { readonly undo: Undo; readonly share?: TargetShare } | { readonly refusals: readonly Refusal[] };

export interface Edit<Spec extends ClusterKeys, Undo extends JsonObject> {
  /** Reads only. */
  readonly prospect: (spec: Spec, scene: ClusterScene, signal: AbortSignal) => Promise<Prospect<Undo>>;
  readonly field: (undo: Undo, scene: ClusterScene) => Field;
}

/** The acting part of a fault that sets one field of one object, and sets it back. */
export function editActs<Spec extends ClusterKeys, Undo extends JsonObject>({ prospect, field }: Edit<Spec, Undo>): ClusterActs<Spec, Undo> {
  return {
    preflight: async (spec, scene, signal) => {
      const found = await prospect(spec, scene, signal);
      return 'refusals' in found ? found.refusals : [];
    },
    share: async (spec, scene, signal) => {
      const found = await prospect(spec, scene, signal);
      return 'refusals' in found ? undefined : found.share;
    },
    prepare: async (spec, scene, signal) => {
      const found = await prospect(spec, scene, signal);
      if ('refusals' in found) throw new Refused(found.refusals);
      const { target, command } = field(found.undo, scene);
      return { targets: [target], undo: found.undo, manual: command };
    },
    apply: (undo, scene, signal) => applyEdit(field(undo, scene), scene, signal),
    observe: (undo, scene, signal) => observeEdit(field(undo, scene), signal),
    restore: (undo, scene, signal) => restoreEdit(field(undo, scene), scene, signal),
  };
}
