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
  expect(readers.toSorted()).toEqual([
    'domain/instants.ts: const at = Date.parse(text);',
    'domain/instants.ts: return new Date(at).toISOString();',
    'platform/clock.ts: wall: () => new Date().toISOString(),',
    'platform/occurrences.ts: return pattern.nextRun(new Date(at))?.getTime();',
    'platform/wall.ts: export const systemWall: Wall = { now: () => Date.now() };',
  ]);
  const running = /^(engine|injectors|probes|record|control|proxy|domain\/analysis)\//;
  // What it is shown in is text, from which no duration of a run is ever made.
  const parsers = files.filter((file) => running.test(file) && /\.wall\b[^(\n]*(-|getTime|valueOf)/.test(readFileSync(join(source, file), 'utf8')));
  expect(parsers).toEqual([]);
  // The age of what stands in a cluster is between two machines, which have no other clock in common: no run is judged, halted or restored by it.
  const importers = (of: RegExp): readonly string[] => files.filter((file) => of.test(readFileSync(join(source, file), 'utf8')));
  const aging = importers(/from '.*\/instants\.ts'/).filter((file) => running.test(file));
  expect(aging.toSorted()).toEqual(['injectors/kubernetes/keep.ts', 'injectors/kubernetes/pods/spare.ts', 'injectors/kubernetes/turn.ts']);
  // The calendar itself says when a run begins, and nothing of how it goes.
  expect(importers(/from '.*\/wall\.ts'/).filter((file) => running.test(file) || file.startsWith('cli/run'))).toEqual([]);
});
