/** What this process saw of its own kills: what became of each, and when its victims were gone and their successors there. */
import { isReady } from '../../../domain/kubernetes/pods.ts';
import { showMs, type Ms } from '../../../domain/units.ts';
import type { Clock } from '../../../ports/clock.ts';
import { goneOf, hitOf, missing } from './judge.ts';
import type { Seen } from './survey.ts';
import type { Victim } from './undo.ts';

export type Outcome =
  | { readonly kind: 'killed' }
  /** Another pod carries the name, or none, and not by our doing. */
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unclear'; readonly why: string };

export class Track {
  readonly #clock: Pick<Clock, 'now'>;
  /** Pods that were there before the first kill: no successors. */
  readonly #known: ReadonlySet<string>;
  readonly #outcomes = new Map<string, readonly [Victim, Outcome]>();
  #last: Ms | undefined;
  readonly #after: { gone?: Ms; scheduled?: Ms; ready?: Ms } = {};
  /** Whether nobody has looked since the last kill. */
  fresh = true;

  constructor(clock: Pick<Clock, 'now'>, known: ReadonlySet<string>) {
    this.#clock = clock;
    this.#known = known;
  }

  add(victim: Victim, outcome: Outcome): void {
    this.#outcomes.set(victim.uid, [victim, outcome]);
    if (outcome.kind === 'killed') this.#last = this.#clock.now();
  }

  /** Those that are gone without our doing. */
  get lost(): number {
    return [...this.#outcomes.values()].filter(([, { kind }]) => kind === 'lost').length;
  }

  /** Takes down the times at which things are first seen. */
  note(seen: Seen): void {
    if (this.#last === undefined) return;
    const since = (this.#clock.now() - this.#last) as Ms;
    const killed = hitOf(seen) - this.lost;
    const successors = seen.members.filter(({ metadata }) => !this.#known.has(metadata.uid));
    if (goneOf(seen) === hitOf(seen)) this.#after.gone ??= since;
    if (successors.filter(({ spec }) => spec.nodeName !== undefined).length >= killed) this.#after.scheduled ??= since;
    if (successors.filter(isReady).length >= killed && missing(seen).length === 0) this.#after.ready ??= since;
  }

  /** "gone within 1.2 s of the kill, successors scheduled within 1.2 s, ready within 4.1 s": as far, and as often, as was looked. */
  get times(): string {
    const { gone, scheduled, ready } = this.#after;
    const said = [
      gone === undefined ? [] : `gone within ${showMs(gone)} of the kill`,
      scheduled === undefined ? [] : `successors scheduled within ${showMs(scheduled)}`,
      ready === undefined ? [] : `ready within ${showMs(ready)}`,
    ];
    return said.flat().join(', ');
  }

  /** Why some were not killed: "pod/storefront-1: the budget refused: …". */
  get excuses(): string {
    return [...this.#outcomes.values()].flatMap(([{ name }, outcome]) => (outcome.kind === 'killed' ? [] : [`pod/${name}: ${outcome.why}`])).join('; ');
  }
}

const known = new WeakMap<object, Map<string, Track>>();

/** Those of this process's injections into a cluster, by name: a run injects by one injector, and restores by another. */
export function tracksIn(cluster: object): Map<string, Track> {
  const tracks = known.get(cluster) ?? new Map<string, Track>();
  known.set(cluster, tracks);
  return tracks;
}
