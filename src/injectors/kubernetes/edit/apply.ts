import { isClusterError, isUnclear } from '../../../domain/kubernetes/cluster-error.ts';
import type { Applied } from '../../../domain/plan.ts';
import { reason } from '../../../domain/reason.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { write, type Field } from './field.ts';
import { standingOf } from './standing.ts';

const attempts = 5;
const poll = ms(100);
const patience = ms(10_000);

/**
 * Sets the field, only from the value that was there when it was prepared. Throws where somebody has changed it since.
 * Left when it stops half-way: the change as a whole or not at all.
 */
export async function applyEdit(field: Field, scene: ClusterScene, signal: AbortSignal): Promise<Applied> {
  await field.before?.(signal);
  for (let attempt = 1; ; attempt += 1) {
    const look = await field.look(signal);
    const standing = standingOf(look, field);
    if (standing === 'ours') return { kind: 'applied' };
    if (look === undefined || standing !== 'untouched') {
      throw new Error(`Cannot inject: ${field.target} was changed or replaced since it was looked at. Run again.`);
    }
    try {
      await write(field, look, { value: field.ours, mark: true }, scene, signal);
      await inForce(field, scene, signal);
      return { kind: 'applied' };
    } catch (error) {
      if (isUnclear(error)) return { kind: 'unclear', why: reason(error) };
      // Controllers write status all the time; whether the field itself was changed, the next look tells.
      if (!isClusterError(error, 'conflict') || attempt === attempts) throw error;
    }
  }
}

/** Waits a moment for the controller, so that the first look at the fault does not come before it. */
async function inForce(field: Field, { clock }: ClusterScene, signal: AbortSignal): Promise<void> {
  const until = clock.now() + patience;
  while ((await field.look(signal))?.pending !== undefined && clock.now() < until && !signal.aborted) await clock.sleep(poll, signal);
}
