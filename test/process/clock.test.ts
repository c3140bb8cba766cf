import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../src');

test('the wall clock jumps: it is read to be shown, and for nothing else', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const readers = files.flatMap((file) =>
    readFileSync(join(source, file), 'utf8')
      .split('\n')
      .filter((line) => /\bDate\b\s*[.(]/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(readers).toEqual(['platform/clock.ts: wall: () => new Date().toISOString(),']);
  // What it is shown in is text, from which no duration is ever made.
  const parsers = files.filter((file) => /\.wall\b[^(\n]*(-|getTime|valueOf)|Date\.parse/.test(readFileSync(join(source, file), 'utf8')));
  expect(parsers).toEqual([]);
});
