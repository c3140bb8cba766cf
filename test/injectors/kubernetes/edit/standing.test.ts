import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { presenceOf, standingOf, type Expected, type Sighting } from '../../../../src/injectors/kubernetes/edit/standing.ts';

const expected: Expected = { uid: 'one', ours: 'off', isPrior: (value) => value === 'on', marks: true };
const seen = (value: string | null, more: Partial<Sighting> = {}): Sighting => ({ uid: 'one', value, marked: true, ...more });

test.for([
  ['the prior value without a mark is untouched', seen('on', { marked: false }), 'untouched', 'absent'],
  ['our value under our mark is ours', seen('off'), 'ours', 'present'],
  ['the prior value under our mark was put back by somebody', seen('on'), 'put back', 'absent'],
  ['our value without our mark is somebody’s', seen('off', { marked: false }), 'unsigned', 'partly'],
  ['another value is somebody’s', seen('maybe'), 'changed', 'absent'],
  ['a key that somebody took away is somebody’s', seen(null), 'changed', 'absent'],
  ['no object is gone', undefined, 'gone', 'absent'],
  ['another object is no business of ours', seen('on', { uid: 'two' }), 'replaced', 'absent'],
  ['another object with our value is not clear', seen('off', { uid: 'two' }), 'replaced with ours', 'partly'],
] as const)('%s', ([, sighting, standing, presence]) => {
  expect(standingOf(sighting, expected)).toBe(standing);
  expect(presenceOf(standing, true)).toBe(presence);
});

test('a value of somebody else’s that does not do away with the fault leaves it partly there', () => {
  expect(presenceOf('changed', false)).toBe('partly');
});

test('only an object with our UID and our value is ours, whatever else is seen', () => {
  const sighting = fc.record({ uid: fc.constantFrom('one', 'two'), value: fc.constantFrom('on', 'off', 'maybe', null), marked: fc.boolean() });
  fc.assert(
    fc.property(sighting, fc.boolean(), (one, marks) => {
      const ours = one.uid === 'one' && one.value === 'off' && (one.marked || !marks);
      return (standingOf(one, { ...expected, marks }) === 'ours') === ours;
    }),
  );
});
