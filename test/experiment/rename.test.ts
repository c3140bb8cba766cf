import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMap, isScalar, parseDocument, visit } from 'yaml';
import { read } from './read.ts';

const text = readFileSync(new URL('./fixtures/good/everything.yaml', import.meta.url), 'utf8');

/** Mappings whose keys are names of the file's own. */
const namesUnder = new Set(['vars', 'load', 'scrapes', 'slis', 'observe', 'links', 'env', 'steady-state', 'abort', 'during', 'throughout', 'eventually']);

interface Key {
  readonly text: string;
  readonly start: number;
  readonly siblings: readonly string[];
}

/** Every key of the grammar in the file. */
function keys(): readonly Key[] {
  const found: Key[] = [];
  visit(parseDocument(text), {
    Pair(_, pair, ancestors) {
      const owner = ancestors.findLast((node) => typeof node === 'object' && 'key' in node);
      const under = owner !== undefined && 'key' in owner && isScalar(owner.key) ? String(owner.key.value) : '';
      const parent = ancestors.at(-1);
      if (!isScalar(pair.key) || !pair.key.range || !isMap(parent)) return;
      // A condition's own keys stand two levels below: its owner is then the SLI's name.
      if (namesUnder.has(under)) return;
      found.push({ text: String(pair.key.value), start: pair.key.range[0], siblings: parent.items.map(({ key }) => String(key)) });
    },
  });
  return found;
}

const slip = fc.oneof(
  fc.constantFrom('x', 's', 'e').map((letter) => (word: string) => word + letter),
  fc.nat().map((at) => (word: string) => word.slice(0, at % word.length) + word.charAt(at % word.length) + word.slice(at % word.length)),
  fc.nat().map((at) => (word: string) => {
    const here = at % (word.length - 1);
    return word.slice(0, here) + word.charAt(here + 1) + word.charAt(here) + word.slice(here + 2);
  }),
);

test('the file has keys of every section', () => {
  expect(keys().length).toBeGreaterThan(100);
});

test('one misspelt key is one problem, at its place', () => {
  fc.assert(
    fc.property(fc.constantFrom(...keys()), slip, (key, misspell) => {
      const word = misspell(key.text);
      fc.pre(word !== key.text && !key.siblings.includes(word) && !['as', 'at'].includes(word));
      const reading = read(text.slice(0, key.start) + word + text.slice(key.start + key.text.length));
      const before = text.slice(0, key.start).split('\n');
      expect(reading.kind === 'invalid' ? reading.problems.map(({ line, column, length }) => ({ line, column, length })) : reading).toEqual([
        { line: before.length, column: (before.at(-1) ?? '').length + 1, length: word.length },
      ]);
    }),
    { numRuns: 200 },
  );
});
