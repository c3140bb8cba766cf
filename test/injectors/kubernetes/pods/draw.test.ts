import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../../../../src/domain/random.ts';
import { draw, hitCount, leastOf, roundedDown, type Choice } from '../../../../src/injectors/kubernetes/pods/draw.ts';
import type { Amount, Floor } from '../../../../src/injectors/kubernetes/pods/schema.ts';
import { groupOf, groupsOf, type Found } from '../../../../src/injectors/kubernetes/pods/sight.ts';
import { foundOf } from './found.ts';

const floors: fc.Arbitrary<Floor> = fc.oneof(
  fc.nat(4),
  fc.nat(100).map((percent) => ({ share: percent / 100 })),
);
const amounts: fc.Arbitrary<Amount> = fc.oneof(
  fc.integer({ min: 1, max: 8 }).map((count): Amount => ({ by: 'count', count })),
  fc.integer({ min: 1, max: 100 }).map((percent): Amount => ({ by: 'percent', share: percent / 100 })),
  fc.constantFrom<Amount>({ by: 'owner' }, { by: 'zone' }),
);
const pods = fc.array(fc.record({ owner: fc.constantFrom('a', 'b', 'c'), zone: fc.constantFrom('zone-1', 'zone-2', null) }), { minLength: 1, maxLength: 12 });
const choices = fc.record({ pods, amount: amounts, floor: floors, others: fc.nat(3) }).map(({ pods: made, amount, floor, others }): Choice => {
  const sizes = new Map<string, number>();
  for (const { owner } of made) sizes.set(owner, (sizes.get(owner) ?? 0) + 1);
  const eligible = made.map((one, index) => foundOf({ name: `pod-${index}`, ...one, desired: (sizes.get(one.owner) ?? 0) + others }));
  return { eligible, groups: groupsOf(eligible), amount, floor };
});

const perGroup = (victims: readonly Found[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(victims, groupOf)].map(([name, own]) => [name, own.length]));

test('never more than asked, never a pod twice, never one that may not be hit', () => {
  fc.assert(
    fc.property(choices, fc.integer(), (choice, seed) => {
      const victims = draw(seeded(seed), choice);
      expect(new Set(victims).size).toBe(victims.length);
      expect(victims.every((one) => choice.eligible.includes(one))).toBe(true);
      const { amount, eligible } = choice;
      if (amount.by === 'count') expect(victims.length).toBeLessThanOrEqual(amount.count);
      if (amount.by === 'percent') expect(victims.length).toBeLessThanOrEqual(amount.share * eligible.length + 1e-9);
      if (amount.by === 'owner') expect([...perGroup(victims).values()].every((count) => count === 1)).toBe(true);
      if (amount.by === 'zone') expect(new Set(victims.map(({ zone }) => zone)).size).toBeLessThanOrEqual(1);
    }),
  );
});

test('no workload is left with less than it keeps', () => {
  fc.assert(
    fc.property(choices, fc.integer(), (choice, seed) => {
      const hit = perGroup(draw(seeded(seed), choice));
      for (const { name, ready, desired } of choice.groups) {
        const lost = hit.get(name) ?? 0;
        if (lost > 0) expect(ready - lost).toBeGreaterThanOrEqual(leastOf(choice.floor, desired));
      }
    }),
  );
});

test('a seed gives the same victims again', () => {
  fc.assert(
    fc.property(choices, fc.integer(), (choice, seed) => {
      expect(draw(seeded(seed), choice)).toEqual(draw(seeded(seed), choice));
    }),
  );
});

test('what is not refused is drawn in full', () => {
  fc.assert(
    fc.property(choices, fc.integer(), (choice, seed) => {
      const count = hitCount(choice);
      fc.pre(typeof count === 'number');
      const { length } = draw(seeded(seed), choice);
      expect(length).toBeGreaterThan(0);
      if (choice.amount.by === 'zone') expect(length).toBeLessThanOrEqual(count);
      else expect(length).toBe(count);
    }),
  );
});

test('all in one zone takes every one that matches there', () => {
  fc.assert(
    fc.property(choices, fc.integer(), (choice, seed) => {
      const zoned = { ...choice, amount: { by: 'zone' } as const };
      const victims = draw(seeded(seed), zoned);
      const all = zoned.eligible.filter(({ zone }) => zone !== null && zone === victims[0]?.zone);
      expect(new Set(victims)).toEqual(new Set(all));
    }),
  );
});

test('every pod may be the one', () => {
  const eligible = ['a', 'b', 'c'].map((name) => foundOf({ name, owner: 'web', zone: null, desired: 3 }));
  const choice: Choice = { eligible, groups: groupsOf(eligible), amount: { by: 'count', count: 1 }, floor: 1 };
  const drawn = Array.from({ length: 60 }, (_, seed) => draw(seeded(seed), choice)[0]?.pod.metadata.name);
  expect(new Set(drawn)).toEqual(new Set(['a', 'b', 'c']));
});

test('a share of pods is rounded down, what is kept is rounded up', () => {
  expect([roundedDown(0.3, 10), roundedDown(0.1, 30), roundedDown(0.29, 10), roundedDown(0.1, 9)]).toEqual([3, 3, 2, 0]);
  expect([leastOf({ share: 0.5 }, 3), leastOf({ share: 0.1 }, 30), leastOf({ share: 1 }, 3), leastOf(2, 3)]).toEqual([2, 3, 3, 2]);
});

test.for([
  [{ by: 'count', count: 4 }, 1, '4 pods are asked for, and 3 may be hit', 'Lower count.'],
  [{ by: 'percent', share: 0.3 }, 1, '30 % of 3 pods, rounded down, is none', 'Raise percent, or say count: 1.'],
  [
    { by: 'count', count: 2 },
    2,
    '2 pods are asked for, and min-available lets 1 go at once (deployment/web has 3 ready and keeps 2)',
    'Ask for fewer, or lower min-available.',
  ],
  [
    { by: 'owner' },
    { share: 1 },
    '1 pod is asked for, and min-available lets 0 go at once (deployment/web has 3 ready and keeps 3)',
    'Ask for fewer, or lower min-available.',
  ],
  [{ by: 'zone' }, 3, 'in no zone may all pods that match go at once: min-available keeps more', 'Lower min-available, or say count.'],
] as const)('%j with %j kept is refused', ([amount, floor, why, hint]) => {
  const eligible = ['a', 'b', 'c'].map((name) => foundOf({ name, owner: 'web', zone: 'zone-1', desired: 3 }));
  expect(hitCount({ eligible, groups: groupsOf(eligible), amount, floor })).toEqual({ why, hint });
});

test('pods on nodes without a zone are in no zone', () => {
  const eligible = [foundOf({ name: 'a', owner: 'web', zone: null, desired: 3 })];
  expect(hitCount({ eligible, groups: groupsOf(eligible), amount: { by: 'zone' }, floor: 0 })).toMatchObject({
    why: 'none of the pods that may be hit is on a node that has a zone',
  });
});
