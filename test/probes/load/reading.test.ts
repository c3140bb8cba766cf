import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { join, measurementOf, type Counts, type Reading } from '../../../src/probes/load/reading.ts';

const quiet: Reading = { from: 0, to: 1000, total: 0, good: 0, dropped: 0, waiting: 0, overdue: 0, counts: [], ages: [], saturated: false };

describe('success-ratio', () => {
  test('is the share of good among the judged, with its counts', () => {
    const measured = measurementOf('success-ratio', { ...quiet, total: 200, good: 199 });
    expect(measured).toEqual({ kind: 'good', value: 0.995, pool: { kind: 'ratio', good: 199, total: 200 } });
  });

  test('is pending while nothing was judged, even when requests are overdue', () => {
    expect(measurementOf('success-ratio', { ...quiet, waiting: 7, overdue: 5 })).toEqual({ kind: 'pending', waiting: 7 });
  });
});

describe('a percentile', () => {
  test('counts the ages of the overdue in its value and beside the counts of its pool', () => {
    const measured = measurementOf('p99', { ...quiet, total: 1, good: 1, waiting: 1, overdue: 1, counts: [[12, 1]], ages: [[1500, 1]] });
    expect(measured).toEqual({ kind: 'good', value: 1500, pool: { kind: 'histogram', quantile: 0.99, counts: [[12, 1]], ages: [[1500, 1]] } });
  });

  test('of ages alone has an empty pool', () => {
    const measured = measurementOf('max', { ...quiet, waiting: 1, overdue: 1, ages: [[900, 1]] });
    expect(measured).toEqual({ kind: 'good', value: 900, pool: { kind: 'histogram', quantile: 1, counts: [], ages: [[900, 1]] } });
  });

  test('is pending while nothing was judged and nothing is overdue', () => {
    expect(measurementOf('p50', { ...quiet, waiting: 3 })).toEqual({ kind: 'pending', waiting: 3 });
  });
});

describe('rate', () => {
  test('counts the good ones a second', () => {
    expect(measurementOf('rate', { ...quiet, to: 500, total: 100, good: 50 })).toEqual({ kind: 'good', value: 100 });
  });

  test('is zero before a hung target, and pending before one that was asked nothing', () => {
    expect(measurementOf('rate', { ...quiet, waiting: 9, overdue: 4 })).toEqual({ kind: 'good', value: 0 });
    expect(measurementOf('rate', quiet)).toEqual({ kind: 'pending', waiting: 0 });
  });
});

test('dropped is a plain count', () => {
  expect(measurementOf('dropped', { ...quiet, total: 3, dropped: 3 })).toEqual({ kind: 'good', value: 3 });
});

test('a generator that was late marks whatever it measured', () => {
  expect(measurementOf('p99', { ...quiet, saturated: true })).toEqual({ kind: 'pending', waiting: 0, saturated: true });
  expect(measurementOf('dropped', { ...quiet, saturated: true })).toEqual({ kind: 'good', value: 0, saturated: true });
});

test('two readings joined measure what one over both times would have', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.boolean()), { maxLength: 60 }), fc.nat(60), (requests, cut) => {
      const parts = [requests.slice(0, cut), requests.slice(cut)].map((part, i) => readingOf(part, i * 1000, (i + 1) * 1000));
      const [first = quiet, second = quiet] = parts;
      expect(join(first, second)).toEqual(readingOf(requests, 0, 2000));
    }),
  );
});

function readingOf(requests: readonly (readonly [number, boolean])[], from: number, to: number): Reading {
  const latencies = [...new Set(requests.map(([latency]) => latency))].toSorted((a, b) => a - b);
  const counts: Counts = latencies.map((value) => [value, requests.filter(([latency]) => latency === value).length]);
  return { ...quiet, from, to, total: requests.length, good: requests.filter(([, good]) => good).length, counts };
}
