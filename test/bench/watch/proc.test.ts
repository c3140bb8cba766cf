import { expect, test } from 'vitest';
import { coreBetween, fieldsOf } from '../../../bench/watch/proc.ts';

test('a program whose name holds blanks and parentheses does not shift the fields', () => {
  expect(fieldsOf('42 (a) b (c)) S 1 42 42 0\n').slice(0, 2)).toEqual(['S', '1']);
});

test('half a second of CPU in a second is half a core', () => {
  const before = { pid: 42, at: 1000, cpu: 200, resident: 100 };
  expect(coreBetween(before, { ...before, at: 2000, cpu: 700 })).toBe(50);
});
