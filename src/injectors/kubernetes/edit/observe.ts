import type { Observation } from '../../../domain/plan.ts';
import type { Field, Look } from './field.ts';
import { presenceOf, standingOf, type Standing } from './standing.ts';

export async function observeEdit(field: Field, signal: AbortSignal): Promise<Observation> {
  const look = await field.look(signal);
  const standing = standingOf(look, field);
  const presence = presenceOf(standing, look !== undefined && field.healedBy(look.value));
  if (standing === 'ours') return look?.pending === undefined ? { presence, ...told(look?.detail) } : { presence: 'partly', detail: look.pending };
  return { presence, ...told(standing === 'untouched' ? undefined : happened(standing, field, look)) };
}

function told(detail: string | undefined): Pick<Observation, 'detail'> {
  return detail === undefined ? {} : { detail };
}

/** What somebody else has done to the field: the middle of a sentence. */
export function happened(standing: Exclude<Standing, 'untouched' | 'ours'>, { target, ours, show }: Field, look: Look | undefined): string {
  switch (standing) {
    case 'put back':
      return `somebody has put ${target} back already`;
    case 'unsigned':
      return `${target} has ${show(ours)}, as the fault had set it, but no longer its mark: somebody has written it since`;
    case 'changed':
      return `somebody has changed ${target} since: it has ${show(look?.value ?? null)}, and the fault had set ${show(ours)}`;
    case 'gone':
      return `somebody has deleted ${target} since`;
    case 'replaced':
      return `another ${target} has taken the place of the one that was changed, and has ${show(look?.value ?? null)}`;
    case 'replaced with ours':
      return `another ${target} has taken the place of the one that was changed, and has ${show(ours)} as the fault had set it`;
  }
}
