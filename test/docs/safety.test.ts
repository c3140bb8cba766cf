/** The safety table and the process tests say the same: no promise without a test, no test without a promise. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'test/process');

/** Rows are tests, or groups of them, at the margin of a file; the shop's are about the shop. */
function tests(): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts') && !file.startsWith('shop.'));
  const margin = /^(?:test|describe|rows)(?:\.concurrent)?\('((?:[^'\\]|\\.)*)'/gm;
  return files.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(margin)].map(([, name = '']) => name.replaceAll('\\', '')));
}

function rows(): readonly (readonly string[])[] {
  const text = readFileSync(join(root, 'docs/safety.md'), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| what happens'));
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('every row of the safety table has a test in test/process, and every test there has a row', () => {
  expect(
    rows()
      .map((row) => row[4])
      .toSorted((a = '', b = '') => a.localeCompare(b)),
  ).toEqual(tests().toSorted((a, b) => a.localeCompare(b)));
});

test('every row of the safety table says what is promised and how the run ends', () => {
  for (const row of rows()) {
    expect(row, row.join(' | ')).toHaveLength(5);
    expect(row[0]).not.toBe('');
    expect(row[1]).not.toBe('');
    expect(row[2], row[0]).toMatch(/^(its own|none|as above|(\w+: )?(\d+|killed)([,;] (\w[\w ]*: )?(\d+|killed))*)$/);
  }
});

test('every process test has a name at the margin, so that none escapes the table', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts') && !file.startsWith('shop.'));
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text.match(/^(?:test|describe|rows)(?:\.concurrent)?\(/gm)?.length, file).toBe(text.match(/^(?:test|describe|rows)(?:\.concurrent)?\('/gm)?.length);
  }
});
