import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { undoState, type UndoEntry, type UndoLine } from '../../src/domain/undo.ts';
import { header, prepared } from '../record/places.ts';

const numbers = (entries: readonly UndoEntry[]): readonly number[] => entries.map(({ n }) => n).toSorted((a, b) => a - b);

test('two witnesses of one run know together what either knows: prepared for either, and out for either', () => {
  const changes = fc.uniqueArray(fc.record({ n: fc.integer({ min: 1, max: 20 }), out: fc.boolean(), seen: fc.boolean() }), { selector: ({ n }) => n });
  fc.assert(
    fc.property(changes, changes, (file, memory) => {
      const lines = (those: typeof file): readonly UndoLine[] => [
        header,
        ...those.flatMap(({ n, out, seen }): UndoLine[] => [
          ...(seen ? [prepared(n)] : []),
          ...(out ? [{ kind: 'restored', n, by: 'runner' } satisfies UndoLine] : []),
        ]),
      ];
      const { entries, ends, pending } = undoState([...lines(file), ...lines(memory)]);
      const all = [...file, ...memory];
      const known = new Set(all.filter(({ seen }) => seen).map(({ n }) => n));
      const out = new Set(all.filter((one) => one.out).map(({ n }) => n));
      expect(numbers(entries)).toEqual([...known].toSorted((a, b) => a - b));
      expect(new Set(ends.map(({ n }) => n))).toEqual(out);
      expect(numbers(pending)).toEqual([...known.difference(out)].toSorted((a, b) => a - b));
    }),
  );
});

test('what was written down and never acted on is no entry, whichever line is read first', () => {
  const dropped: UndoLine = { kind: 'dropped', n: 1 };
  for (const lines of [[prepared(1), dropped], [dropped, prepared(1)], [dropped]]) {
    expect(undoState([header, ...lines, prepared(2)])).toMatchObject({ pending: [{ n: 2 }], entries: [{ n: 2 }], ends: [] });
  }
});

test('what its own act refused is no entry, and why is kept', () => {
  const refused: UndoLine = { kind: 'refused', n: 1, refusals: [{ why: 'run a holds it.', hint: 'Wait.' }] };
  for (const lines of [
    [prepared(1), refused],
    [refused, prepared(1)],
    [prepared(1), refused, refused],
  ]) {
    expect(undoState([header, ...lines, prepared(2)])).toMatchObject({ pending: [{ n: 2 }], entries: [{ n: 2 }], refused: [refused] });
  }
});

test('lines without a header say nothing', () => {
  expect(() => undoState([])).toThrow('no header');
  expect(() => undoState([prepared(1)])).toThrow('no header');
});
