/** How many pods, and which: sampling without replacement, by a seed, that never leaves a workload with less than it must keep. */
import { choose, pick } from '../../../domain/random.ts';
import type { Refusal } from '../../../domain/plan.ts';
import type { Amount, Floor } from './schema.ts';
import { groupOf, type Found, type Group } from './sight.ts';

export interface Choice {
  readonly eligible: readonly Found[];
  /** The workloads of the eligible, each with all its pods. */
  readonly groups: readonly Group[];
  readonly amount: Amount;
  readonly floor: Floor;
}

/** How many ready pods a workload keeps; a share is rounded up, towards keeping more. */
export function leastOf(floor: Floor, desired: number): number {
  // 0.1 × 30 is a little more than 3 here, and means 3.
  return typeof floor === 'number' ? floor : Math.ceil(Number((floor.share * desired).toFixed(9)));
}

/** A share of a number of pods, rounded down: never more than asked. */
export function roundedDown(share: number, of: number): number {
  return Math.floor(Number((share * of).toFixed(9)));
}

/** How many pods each workload may lose at once. */
function roomOf({ groups, floor, amount }: Choice): ReadonlyMap<string, number> {
  const most = amount.by === 'owner' ? 1 : Infinity;
  return new Map(groups.map(({ name, ready, desired }) => [name, Math.min(most, Math.max(0, ready - leastOf(floor, desired)))]));
}

/** Those zones all of whose pods may be hit at once. */
function zonesThatFit(choice: Choice): readonly (readonly Found[])[] {
  const room = roomOf(choice);
  const zones = [...Map.groupBy(choice.eligible.filter(({ zone }) => zone !== null), ({ zone }) => zone)]; // prettier-ignore
  const fit = (pods: readonly Found[]): boolean => [...Map.groupBy(pods, groupOf)].every(([name, own]) => own.length <= (room.get(name) ?? 0));
  return zones.toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)).flatMap(([, pods]) => (fit(pods) ? [pods] : []));
}

/** How many it will hit at most; a refusal where it may not be that many. */
export function hitCount(choice: Choice): number | Refusal {
  const { eligible, amount } = choice;
  if (amount.by === 'zone') return inOneZone(choice);
  const asked = askedOf(choice);
  if (asked === 0) return { why: `${percentOf(amount)} of ${eligible.length} pods, rounded down, is none`, hint: 'Raise percent, or say count: 1.' };
  if (asked > eligible.length) return { why: `${asked} pods are asked for, and ${eligible.length} may be hit`, hint: 'Lower count.' };
  return tooLow(choice, asked) ?? asked;
}

function askedOf({ amount, eligible, groups }: Choice): number {
  if (amount.by === 'count') return amount.count;
  return amount.by === 'percent' ? roundedDown(amount.share, eligible.length) : groups.length;
}

const percentOf = (amount: Amount): string => (amount.by === 'percent' ? `${Number((amount.share * 100).toFixed(2))} %` : '');

/** Why so many would leave a workload with less than it keeps. */
function tooLow(choice: Choice, asked: number): Refusal | undefined {
  const { eligible, groups, floor } = choice;
  const room = roomOf(choice);
  const together = [...Map.groupBy(eligible, groupOf)].reduce((sum, [name, own]) => sum + Math.min(room.get(name) ?? 0, own.length), 0);
  if (together >= asked) return undefined;
  const tight = groups.slice(0, 3).map(({ name, ready, desired }) => `${name} has ${ready} ready and keeps ${leastOf(floor, desired)}`);
  return {
    why: `${asked} ${asked === 1 ? 'pod is' : 'pods are'} asked for, and min-available lets ${together} go at once (${tight.join(', ')})`,
    hint: 'Ask for fewer, or lower min-available.',
  };
}

function inOneZone(choice: Choice): number | Refusal {
  const fit = zonesThatFit(choice);
  if (fit.length > 0) return Math.max(...fit.map((pods) => pods.length));
  const unknown = choice.eligible.every(({ zone }) => zone === null);
  if (unknown)
    return { why: 'none of the pods that may be hit is on a node that has a zone', hint: 'Label the nodes (topology.kubernetes.io/zone), or say count.' };
  return { why: 'in no zone may all pods that match go at once: min-available keeps more', hint: 'Lower min-available, or say count.' };
}

/** The victims, in the order in which they are killed. Fewer than asked only where `hitCount` refuses. */
export function draw(random: { next(): number }, choice: Choice): readonly Found[] {
  const { amount, eligible } = choice;
  if (amount.by === 'zone') return pick(random, zonesThatFit(choice)) ?? [];
  const asked = askedOf(choice);
  const room = new Map(roomOf(choice));
  let taken = 0;
  return choose(random, eligible, eligible.length).filter((one) => {
    const name = groupOf(one);
    const left = room.get(name) ?? 0;
    if (left === 0 || taken >= asked) return false;
    room.set(name, left - 1);
    taken += 1;
    return true;
  });
}
