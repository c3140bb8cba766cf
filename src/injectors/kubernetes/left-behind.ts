/** What of the records in a cluster may be restored, and by which entry. A record is data that anybody with rights on ConfigMaps could have written. */
import { ms, showMs, type Ms } from '../../domain/units.ts';
import type { UndoEntry } from '../../domain/undo.ts';
import type { Found, Kept } from './keep.ts';
import { mark, sweptAfter } from './names.ts';

export type Standing =
  /** Nobody has renewed it for as long as a runner that lives would never wait. */
  | { readonly kind: 'dead'; readonly kept: Kept }
  | { readonly kind: 'alive'; readonly renewed: Ms }
  /** Never restored, never deleted: a person has to look. */
  | { readonly kind: 'unreadable'; readonly why: string };

export interface Left {
  readonly namespace: string;
  readonly name: string;
  /** By its label; empty where it has none. */
  readonly run: string;
  readonly standing: Standing;
}

/** @param known whether this machine knows that a run's runner and guardian are gone, whatever its record says. */
export function leftBehind(found: Found, known: (run: string) => boolean): Left {
  const { namespace = '', name, labels } = found.map.metadata;
  const run = labels[mark.run] ?? '';
  return { namespace, name, run, standing: standingOf(found, { namespace, name, run }, known(run)) };
}

function standingOf({ age, kept }: Found, place: Omit<Left, 'standing'>, dead: boolean): Standing {
  if ('broken' in kept) return { kind: 'unreadable', why: kept.broken };
  const strange = displaced(kept, place);
  if (strange !== undefined) return { kind: 'unreadable', why: strange };
  if (dead) return { kind: 'dead', kept };
  if (typeof age !== 'number') return { kind: 'unreadable', why: age.broken };
  const ahead = 0 - age;
  if (ahead > sweptAfter)
    return { kind: 'unreadable', why: `its last renewal lies ${showMs(ahead)} ahead of the clock here: one of the two machines has the wrong time` };
  return age > sweptAfter ? { kind: 'dead', kept } : { kind: 'alive', renewed: ms(Math.max(0, age)) };
}

/** A copy, or a forgery: it must not reach beyond its namespace, nor run what is no fault of a cluster. */
function displaced({ type, undo }: Kept, { namespace, name, run }: Omit<Left, 'standing'>): string | undefined {
  if (!type.startsWith('kubernetes.')) return `it says it is of a ${type}, which leaves no record in a cluster`;
  if (undo.namespace !== namespace) return `it says it is of namespace ${undo.namespace}`;
  if (undo.run !== run) return `it says it is of run ${undo.run}, and its label names ${run === '' ? 'none' : run}`;
  return undo.injection === name ? undefined : `it says it is ${undo.injection}`;
}

/** As the restorer takes it: faults of one run in one namespace come out in reverse order. */
export function entryOf({ type, undo }: Kept): UndoEntry {
  const { run, namespace, injection, targets, manual } = undo;
  const n = Number(/-(\d+)$/.exec(injection)?.[1] ?? 0);
  return { kind: 'prepared', n, fault: injection, type, group: `${run}/${namespace}`, targets, undo, manual, env: [] };
}
