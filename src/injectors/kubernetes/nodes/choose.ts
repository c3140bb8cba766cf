import { choose } from '../../../domain/random.ts';
import type { KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal, TargetShare } from '../../../domain/plan.ts';
import { victimsOn, type Said } from './against-pods.ts';
import { against } from './against.ts';
import type { View } from './look.ts';

/** What goes at once: a node, or all nodes of a zone. */
export interface Unit {
  readonly name: string;
  readonly nodes: readonly KubeNode[];
}

/** Units to draw from, and how many of them. */
export interface Wanted {
  readonly units: readonly Unit[];
  readonly count: number;
}

export type Chosen = { readonly kind: 'chosen'; readonly units: readonly Unit[] } | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

/** Draws units without replacement, and passes over those against which something stands, alone or together with what is drawn already. */
export function draw({ units, count }: Wanted, view: View, said: Said, random: { next(): number }): Chosen {
  const drawn: Unit[] = [];
  const passed: (readonly [Unit, readonly Refusal[]])[] = [];
  for (const unit of choose(random, units, units.length)) {
    if (drawn.length === count) break;
    const alone = against(unit.nodes, view, said);
    const refusals =
      alone.length > 0 || drawn.length === 0
        ? alone
        : against(
            [...drawn, unit].flatMap(({ nodes }) => nodes),
            view,
            said,
          );
    if (refusals.length === 0) drawn.push(unit);
    else passed.push([unit, refusals]);
  }
  return drawn.length === count ? { kind: 'chosen', units: drawn } : { kind: 'refused', refusals: summed(passed, count) };
}

/** Of one unit every reason; of several one each. */
function summed(passed: readonly (readonly [Unit, readonly Refusal[]])[], count: number): readonly Refusal[] {
  const [only, ...others] = passed;
  if (only !== undefined && others.length === 0 && count === 1) return only[1];
  const whys = passed.map(([{ name }, [first]]) => `${name}: ${first?.why ?? ''}`);
  const hint = only?.[1][0]?.hint ?? 'Ask for fewer.';
  return [{ why: `of what is asked for ${count} would have to go, and that many cannot (${whys.join('; ')})`, hint }];
}

/** The larger of two shares, of the nodes and of the pods, for the units that would hit most: whichever is drawn, it is not more. */
export function shareOf({ units, count }: Wanted, view: View, said: Said): TargetShare | undefined {
  const pods = view.pods.filter(({ metadata, status }) => said.namespaces.includes(metadata.namespace ?? '') && status.phase === 'Running').length;
  const worst = (of: number, hit: (unit: Unit) => number): TargetShare => {
    const sizes = units.map(hit).toSorted((a, b) => b - a);
    return {
      hit: Math.min(
        of,
        sizes.slice(0, count).reduce((sum, one) => sum + one, 0),
      ),
      of,
    };
  };
  const shares = [worst(view.nodes.length, ({ nodes }) => nodes.length), worst(pods, ({ nodes }) => victimsOn(nodes, view, said).victims.length)];
  return shares.filter(({ of }) => of > 0).toSorted((one, other) => other.hit / other.of - one.hit / one.of)[0];
}
