import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { block, code, link, plain, table } from '../../src/report/markdown/text.ts';

test('what an experiment or a target said shows as it is', () => {
  expect(plain('a|b *c* _d_ `e` [f](g) <script>')).toBe(String.raw`a\|b \*c\* \_d\_ \`e\` \[f\](g) &lt;script&gt;`);
  expect(plain('# no heading\n- no list')).toBe(String.raw`\# no heading - no list`);
  expect(plain('1. no list')).toBe(String.raw`1\. no list`);
  expect(plain('1.8 s')).toBe('1.8 s');
  expect(plain('see https://evil.example')).toBe('see https&#58;//evil.example');
});

test('no text can leave its table cell, or become HTML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cell = plain(text);
      expect(cell).not.toMatch(/[<>\n\r]/);
      expect(cell.replaceAll(/\\\\|\\\|/g, '')).not.toContain('|');
      expect(table(['a'], [[cell]]).split('\n')).toHaveLength(3);
    }),
  );
});

test('a code span and a block are closed by nothing inside them', () => {
  expect(code('a `b` c')).toBe('``a `b` c``');
  expect(code('`')).toBe('`` ` ``');
  expect(block(['echo ```'])).toBe('````sh\necho ```\n````');
});

test('only addresses of the web become links', () => {
  expect(link('Runbook', 'https://a.example/x y')).toBe('[Runbook](<https://a.example/x%20y>)');
  expect(link('Runbook', 'javascript:alert(1)')).toBe('Runbook: javascript:alert(1)');
});
