import { showMs, type Ms } from '../domain/units.ts';
import { notRestored } from '../domain/wording.ts';
import type { ClusterPlaces } from './cluster-places.ts';
import { sweptAfter } from '../injectors/kubernetes/names.ts';

/** What became of everything that was found; plain JSON. */
export interface Swept {
  readonly restored: readonly SweptFault[];
  readonly left: readonly (SweptFault & { readonly why: string; readonly command: string })[];
  readonly alive: readonly { readonly run: string; readonly namespace: string; readonly name: string; readonly renewed: Ms }[];
  readonly unreadable: readonly { readonly run: string; readonly namespace: string; readonly name: string; readonly why: string; readonly command: string }[];
  /** Namespaces whose turn a dead run held without a record. */
  readonly turns: readonly { readonly run: string; readonly namespace: string }[];
  /** What was kept beside a record that is gone, and is removed; or why it is still there, which breaks nothing. */
  readonly orphans: readonly { readonly run: string; readonly namespace: string; readonly name: string; readonly still?: string }[];
  /** Namespaces in which nobody could look; the others were swept all the same. */
  readonly unseen: readonly { readonly namespace: string; readonly why: string }[];
}

export interface SweptFault {
  readonly run: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly targets: readonly string[];
  readonly note?: string;
}

/** As people read it; the last line sums up. */
export function showSwept(
  { restored, left, alive, unreadable, turns, orphans, unseen }: Swept,
  places: Pick<ClusterPlaces, 'address' | 'namespaces'>,
): readonly string[] {
  const lines = [
    ...alive.map(
      ({ run, namespace, name, renewed }) =>
        `${name} (namespace ${namespace}): let be: run ${run} renewed it ${showMs(renewed)} ago, and may be alive. It counts as dead ${showMs(sweptAfter)} after the last renewal.`,
    ),
    ...unreadable.map(({ namespace, name, why, command }) => `${name} (namespace ${namespace}): NOT RESTORED: its record cannot be used: ${why}\n  ${command}`),
    ...left.map(({ name, namespace, targets, why, command }) => `${name} (${targets.join(', ')}, namespace ${namespace}): NOT RESTORED: ${why}\n  ${command}`),
    ...turns.map(({ run, namespace }) => `namespace ${namespace}: the turn of run ${run}, which has no record, is given back.`),
    ...orphans.map(orphanLine),
    ...unseen.map(
      ({ namespace, why }) =>
        `namespace ${namespace}: NOT LOOKED AT: ${why}\n  What is left there is unknown: see that this user may look, or leave it out with --namespace.`,
    ),
  ];
  const open = left.length + unreadable.length;
  if (open > 0) return [...lines, `${notRestored(open)}.`];
  if (unseen.length > 0) return [...lines, `${unseen.length} of ${places.namespaces?.length ?? unseen.length} namespaces could not be looked at.`];
  if (alive.length > 0) return [...lines, 'Nothing is left of any run that is known to be dead.'];
  return [
    ...lines,
    restored.length + turns.length + orphans.length === 0 ? `Nothing to restore in ${whereIn(places)}.` : `Nothing is left in ${whereIn(places)}.`,
  ];
}

function orphanLine({ run, namespace, name, still }: Swept['orphans'][number]): string {
  const place = `${name} (namespace ${namespace})`;
  if (still !== undefined) return `${place}: still there, though run ${run} has no record any more that needs it: ${still}. It breaks nothing.`;
  return `${place}: removed: run ${run}, which kept it, has no record any more that needs it.`;
}

function whereIn({ address: { context }, namespaces }: Pick<ClusterPlaces, 'address' | 'namespaces'>): string {
  return namespaces === undefined
    ? `context ${context}`
    : `${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${namespaces.join(', ')} of context ${context}`;
}

/** 5 while anything is left, or may be. */
export function sweptCode({ left, unreadable, unseen }: Swept): number {
  return left.length + unreadable.length + unseen.length > 0 ? 5 : 0;
}
