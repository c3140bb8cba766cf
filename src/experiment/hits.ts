import type { FaultSpec } from '../domain/experiment.ts';
import type { FaultPlan, TargetShare } from '../domain/plan.ts';
import { planTimeline } from '../domain/timeline.ts';
import { ms } from '../domain/units.ts';

/** A fault as the file says it, and what it will do. */
export interface Planned {
  readonly spec: FaultSpec;
  readonly plan: FaultPlan;
}

/** By fault: how many of its targets it will hit, where only a look at them could tell. */
export type Seen = ReadonlyMap<string, TargetShare>;

/** What one fault hits, and when; a share is absent where nobody knows it, and `later` where preflight will. */
export interface Hit {
  readonly name: string;
  readonly group: string;
  readonly starts: number;
  readonly ends: number;
  readonly waitsFor?: string;
  readonly targets: number | 'later' | undefined;
  readonly traffic: number | undefined;
}
export type Measure = 'targets' | 'traffic';

/** What each fault hits; one that ends by itself is taken to stay. */
export function hitsOf(faults: readonly Planned[], seen: Seen | undefined): readonly Hit[] {
  const timeline = planTimeline(
    faults.map(({ spec }) => spec),
    ms(0),
  );
  return faults.map(({ spec, plan }) => {
    const time = timeline.find(({ fault }) => fault === spec.name);
    return {
      name: spec.name,
      group: plan.group,
      starts: time?.starts ?? 0,
      ends: time?.ends ?? Infinity,
      ...(spec.start.kind === 'after' ? { waitsFor: spec.start.fault } : {}),
      targets: targetsOf(spec.name, plan.share.targets, seen),
      traffic: plan.share.traffic,
    };
  });
}

function targetsOf(fault: string, planned: FaultPlan['share']['targets'], seen: Seen | undefined): Hit['targets'] {
  if (planned === 'seen in preflight' && seen === undefined) return 'later';
  const share = planned === 'seen in preflight' ? seen?.get(fault) : planned;
  return share === undefined ? undefined : share.hit / share.of;
}

/** The number that is known; what is not known hits nothing here. */
export function shareOf(hit: Hit, measure: Measure): number {
  const share = hit[measure];
  return typeof share === 'number' ? share : 0;
}

/** Together at most everything: what one hits the other may have spared. */
export const sumOf = (hits: readonly Hit[], measure: Measure): number =>
  Math.min(
    1,
    hits.reduce((sum, hit) => sum + shareOf(hit, measure), 0),
  );

/** Of each group those that hit most at one moment. */
export function fullest(hits: readonly Hit[], measure: Measure): readonly (readonly Hit[])[] {
  const known = hits.filter((hit) => shareOf(hit, measure) > 0);
  const groups = [...new Set(known.map(({ group }) => group))].map((name) => known.filter(({ group }) => group === name));
  return groups.map((group) => {
    const moments = group.map(({ starts }) => group.filter((hit) => isIn(hit, starts, group)));
    return moments.toSorted((one, other) => sumOf(other, measure) - sumOf(one, measure))[0] ?? [];
  });
}

/** Two times that only touch are no promise that one is out before the other comes; `after` is. */
function isIn(hit: Hit, moment: number, group: readonly Hit[]): boolean {
  if (hit.starts > moment || hit.ends < moment) return false;
  return !group.some(({ waitsFor, starts }) => waitsFor === hit.name && starts === moment);
}
