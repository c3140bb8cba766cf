import { expect, test } from 'vitest';
import { loadRemarks } from '../../src/domain/analysis/loads.ts';
import type { LoadStats } from '../../src/domain/load-stats.ts';

const stats = (more: Partial<LoadStats>): LoadStats => ({
  good: 0,
  failed: 0,
  dropped: 0,
  skipped: 0,
  waiting: 0,
  worstLag: 0,
  failures: {},
  ...more,
});

test('a load of which nothing failed needs no remark', () => {
  expect(loadRemarks('checkout', stats({ good: 500, worstLag: 30 }))).toEqual([]);
});

test('the most frequent reasons come first, the rarer ones together', () => {
  const failures = { 'status 404': 1, 'connection refused': 30, 'no answer within 1000 ms': 5, 'status 503': 9, 'no header etag': 2 };
  expect(loadRemarks('checkout', stats({ good: 53, failed: 47, failures }))).toEqual([
    '47 of 100 requests of load checkout failed: connection refused (30), status 503 (9), no answer within 1000 ms (5), for other reasons (3).',
  ]);
});

test('what the generator was too late to send is its own fault, and said to be', () => {
  expect(loadRemarks('checkout', stats({ good: 9, skipped: 400, worstLag: 1200 }))).toEqual([
    '400 requests of load checkout were never sent: the generator itself was up to 1.2 s late.',
  ]);
  expect(loadRemarks('checkout', stats({ good: 9, skipped: 1, worstLag: 1100 }))).toEqual([
    '1 request of load checkout was never sent: the generator itself was up to 1.1 s late.',
  ]);
});
