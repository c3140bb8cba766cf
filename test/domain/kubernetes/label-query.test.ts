import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { allBut, parseLabelQuery, pickBy } from '../../../src/domain/kubernetes/label-query.ts';
import { asQuery, selects, type LabelSelector } from '../../../src/domain/kubernetes/selector.ts';

const name = fc.constantFrom('app', 'tier', 'shop.example/part');
const text = fc.constantFrom('a', 'b', 'c-1');
const requirement = fc.oneof(
  fc.record({ key: name, operator: fc.constantFrom('In' as const, 'NotIn' as const), values: fc.array(text, { minLength: 1, maxLength: 2 }) }),
  fc.record({ key: name, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const), values: fc.constant([] as string[]) }),
);
const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: fc.dictionary(name, text, { maxKeys: 2 }),
  matchExpressions: fc.array(requirement, { minLength: 1, maxLength: 3 }),
});
const labels = fc.dictionary(name, text);

test('a query read selects what the selector selects that it was written from', () => {
  fc.assert(
    fc.property(selector, labels, (one, some) => {
      const read = parseLabelQuery(asQuery(one));
      return read !== undefined && selects(read, some) === selects(one, some);
    }),
  );
});

test('all but a selector is what it does not select, and nothing else', () => {
  fc.assert(fc.property(selector, labels, (one, some) => allBut(one).some((other) => selects(other, some)) === !selects(one, some)));
});

test.each(['app=shop', 'app==shop', 'app=', 'app!=shop', 'app', '!app', 'app in (a, b),tier notin (c)', 'x.y/app=a'])('%s is a query', (query) => {
  expect(parseLabelQuery(query)).toBeDefined();
});

test.each(['', 'a b', 'app in', 'app in (a', '=a', ',', 'app=a,', '!', 'app=a=b', 'app>1'])('"%s" is none', (query) => {
  expect(parseLabelQuery(query)).toBeUndefined();
  expect(pickBy(query, [{ metadata: { labels: {} } }])).toEqual([]);
});
