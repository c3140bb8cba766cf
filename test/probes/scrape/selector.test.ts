import { expect, test } from 'vitest';
import { parseSelector } from '../../../src/probes/scrape/selector.ts';

const labels = new Map([
  ['code', '503'],
  ['path', 'a"b\\c\nd'],
]);

test.each([
  ['up', true],
  [' up { } ', true],
  ['up{code="503"}', true],
  ['up{code="200"}', false],
  ['up{code!="200"}', true],
  ['up{code=~"5.."}', true],
  ['up{code=~"5"}', false],
  ['up{code!~"4..|2.."}', true],
  ['up{code="503",method=""}', true],
  ['up{method!=""}', false],
  ['up{code="503", path="a\\"b\\\\c\\nd",}', true],
])('%s matches: %s', (text, matches) => {
  expect(parseSelector(text)?.matches(labels)).toBe(matches);
});

test.each(['', '{a="b"}', 'sum(up)', 'up{a}', 'up{a=b}', 'up{a="b"} 1', 'up{a="b" c="d"}', 'rate(up[1m])', '1up', 'up{a=~"("}', 'up{a="b"'])(
  '%j is no selector',
  (text) => {
    expect(parseSelector(text)).toBeUndefined();
  },
);
