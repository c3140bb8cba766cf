import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../../../src/domain/json.ts';
import { toxiproxyKinds } from '../../../src/injectors/toxiproxy/kinds.ts';
import { kindOf, specOf, types } from './specs.ts';

const problems = (type: string, keys: JsonObject): readonly string[] => {
  const result = kindOf(type).schema.safeParse({ proxy: 'payments', ...keys });
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};

test('there is a kind for every toxic of Toxiproxy 2.12, and down', () => {
  expect([...types].sort()).toEqual([
    'toxiproxy.bandwidth',
    'toxiproxy.down',
    'toxiproxy.latency',
    'toxiproxy.limit-data',
    'toxiproxy.reset-peer',
    'toxiproxy.slicer',
    'toxiproxy.slow-close',
    'toxiproxy.timeout',
  ]);
});

test.each(types)('%s gives plain JSON, stays until it is taken back, and has a JSON schema', (type) => {
  const spec = specOf(type);
  expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  expect(kindOf(type).needsFor(spec)).toBe(true);
  expect(z.toJSONSchema(kindOf(type).schema, { io: 'input' })).toMatchObject({ type: 'object', required: expect.arrayContaining(['proxy']) });
});

test.each(types)('%s refuses a key that it does not know, and a missing proxy', (type) => {
  expect(kindOf(type).schema.safeParse({ ...specOf(type), proxi: 'x' }).success).toBe(false);
  expect(kindOf(type).schema.safeParse({}).success).toBe(false);
  expect(problems(type, { proxy: '' })).toContain('proxy: expected the name of a proxy');
});

test('a toxic acts downstream on every connection unless it says otherwise', () => {
  expect(specOf('toxiproxy.latency', { latency: '2s' })).toEqual({ proxy: 'payments', stream: 'downstream', toxicity: 1, latency: 2000, jitter: 0 });
  expect(specOf('toxiproxy.latency', { latency: '2s', stream: 'upstream', toxicity: '20%' })).toMatchObject({ stream: 'upstream', toxicity: 0.2 });
  expect(problems('toxiproxy.latency', { latency: '2s', toxicity: '101%', stream: 'both' })).toEqual([
    'stream: expected downstream or upstream',
    'toxicity: expected at most 100%',
  ]);
});

test('the four configurations that crash the server are refused', () => {
  const small = { 'average-size': '1B', 'size-variation': '0B' };
  expect(problems('toxiproxy.slicer', {})).toEqual(['average-size: expected a size such as 64KiB']);
  expect(problems('toxiproxy.slicer', { ...small, 'average-size': '0B' })).toEqual(['average-size: expected at least 1B']);
  expect(problems('toxiproxy.slicer', { ...small, 'average-size': '-64B' })).toEqual(['average-size: expected a size such as 64KiB']);
  expect(problems('toxiproxy.slicer', { 'average-size': '64B', 'size-variation': '65B' })).toEqual(['size-variation: expected less than average-size']);
  expect(problems('toxiproxy.bandwidth', { rate: '-1KB/s' })).toEqual(['rate: expected a rate such as 64KB/s']);
  expect(problems('toxiproxy.slicer', small)).toEqual([]);
});

test('no file, whatever it says, makes attributes that crash the server', () => {
  const quantity = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1, max: 70, noNaN: true })).map(String);
  const text = (units: readonly string[]): fc.Arbitrary<string> => fc.tuple(quantity, fc.constantFrom(...units)).map(([value, unit]) => value + unit);
  const sizes = text(['B', 'KiB', 'KB']);
  fc.assert(
    fc.property(sizes, sizes, text(['B/s', 'KB/s', 'KiB/s']), (average, variation, rate) => {
      const sliced = kindOf('toxiproxy.slicer').schema.safeParse({ proxy: 'p', 'average-size': average, 'size-variation': variation });
      if (sliced.success) expect(sliced.data['average-size']).toBeGreaterThan(Number(sliced.data['size-variation']));
      const limited = kindOf('toxiproxy.bandwidth').schema.safeParse({ proxy: 'p', rate });
      if (limited.success) expect(limited.data['rate']).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('a fraction that the server would refuse is refused here', () => {
  expect(problems('toxiproxy.latency', { latency: '1.5ms' })).toEqual(['latency: expected whole milliseconds']);
  expect(problems('toxiproxy.limit-data', { bytes: '0.3B' })).toEqual(['bytes: expected whole bytes']);
  expect(problems('toxiproxy.slicer', { 'average-size': '64B', delay: '0.0005ms' })).toEqual(['delay: expected whole microseconds']);
  expect(problems('toxiproxy.slicer', { 'average-size': '64B', delay: '0.29ms' })).toEqual([]);
});

test('a rate is in whole kilobytes a second, at least one, and says what to use for none', () => {
  expect(specOf('toxiproxy.bandwidth', { rate: '64KiB/s' })).toMatchObject({ rate: 66 });
  expect(problems('toxiproxy.bandwidth', { rate: '0KB/s' })).toEqual(['rate: expected at least 1KB/s; to let nothing through, use toxiproxy.timeout']);
  expect(problems('toxiproxy.bandwidth', { rate: '64KB' })).toEqual(['rate: expected a rate such as 64KB/s']);
  expect(problems('toxiproxy.bandwidth', { rate: '2GiB/s' })).toEqual(['rate: expected at most 1GiB/s']);
});

test('a reset cannot wait longer than a restore may take', () => {
  expect(problems('toxiproxy.reset-peer', { timeout: '16s' })).toEqual(['timeout: expected at most 15 s']);
});

test('every kind is listed once', () => {
  expect(new Set(types).size).toBe(toxiproxyKinds.length);
});
