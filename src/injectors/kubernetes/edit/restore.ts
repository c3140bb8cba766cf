import { isClusterError, isUnclear } from '../../../domain/kubernetes/cluster-error.ts';
import type { Restored } from '../../../domain/plan.ts';
import { reason } from '../../../domain/reason.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { write, type Field, type Look } from './field.ts';
import { happened } from './observe.ts';
import { presenceOf, standingOf } from './standing.ts';

const poll = ms(250);

type Out = Exclude<Restored, { kind: 'left' }>;

/**
 * Sets the field back where it is still ours, and waits for the target to recover. What somebody else has written stands. A `conflict` is
 * thrown, since whoever calls looks again.
 */
export async function restoreEdit(field: Field, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  const look = await field.look(signal);
  const standing = standingOf(look, field);
  if (standing === 'ours' && look !== undefined) return setBack(field, look, scene, signal);
  if (standing === 'untouched' || standing === 'ours') return recovered(field, { kind: 'restored' }, scene, signal);
  const why = happened(standing, field, look);
  if (presenceOf(standing, look !== undefined && field.healedBy(look.value)) !== 'absent') return left(field, why);
  if (look !== undefined && look.uid === field.uid && look.marked) await write(field, look, { value: look.value, mark: false }, scene, signal);
  const edited: Out = { kind: 'edited', note: why };
  return standing === 'put back' ? recovered(field, edited, scene, signal) : cleared(field, edited, signal);
}

async function setBack(field: Field, look: Look, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  const prior = await field.prior(signal);
  if (prior.kind === 'lost') return left(field, prior.why, prior.command);
  await write(field, look, { value: prior.value, mark: false }, scene, signal);
  // Ends by looking: an admission webhook may have answered yes and written something else.
  const after = await field.look(signal);
  if (standingOf(after, field) === 'ours') return left(field, `${field.target} was set back, and has ${field.show(field.ours)} again`);
  return restoreEdit(field, scene, signal);
}

/** Waits until the target is as healthy as before; when the time is up, it is set back and not recovered. */
async function recovered(field: Field, restored: Out, scene: ClusterScene, signal: AbortSignal): Promise<Restored> {
  let waits: string | undefined;
  for (;;) {
    waits = await (field.waitsFor?.(signal) ?? Promise.resolve(undefined)).catch((error: unknown) => {
      if (signal.aborted) return waits ?? 'nobody could see whether it recovered';
      throw error;
    });
    if (waits === undefined) return cleared(field, restored, signal);
    if (signal.aborted) return left(field, `${field.target} is set back and has not recovered: ${waits}`, field.watch);
    await scene.clock.sleep(poll, signal);
  }
}

/** What is left beside the field breaks nothing; where it cannot be removed, the note says so. */
async function cleared(field: Field, restored: Out, signal: AbortSignal): Promise<Restored> {
  try {
    await field.after?.(signal);
    return restored;
  } catch (error) {
    if (isUnclear(error) || isClusterError(error, 'conflict', 'too many') || signal.aborted) throw error;
    return { ...restored, note: [...(restored.note === undefined ? [] : [restored.note]), reason(error)].join('; ') };
  }
}

function left({ target, command }: Field, why: string, by: string = command): Restored {
  return { kind: 'left', left: [{ target, why, command: by }] };
}
