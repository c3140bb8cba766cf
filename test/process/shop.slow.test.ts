import { beforeEach, describe, expect, test } from 'vitest';
import type { Mode } from '../../experiments/shop/patterns.ts';
import { drillOnShop, portsFree, type ExperimentName, type Report } from './shop.ts';

beforeEach(portsFree, 150_000);

const idsOf = ({ expectations }: Report, status: string): readonly string[] => expectations.filter((one) => one.status === status).map(({ id }) => id);

const held: readonly ExperimentName[] = ['slow-payments', 'payments-503', 'kill-one-storefront', 'recommendations-down', 'frozen-catalog'];

describe('on the resilient shop', () => {
  test.for(held)('%s is held', (experiment) =>
    drillOnShop(experiment, 'resilient', (report) => {
      expect(report.outcome, report.because).toBe('held');
      expect(idsOf(report, 'met')).toEqual(report.expectations.map(({ id }) => id));
      expect(report.faults.map(({ status }) => status)).toEqual(['restored']);
    }),
  );
});

interface Fall {
  readonly experiment: ExperimentName;
  readonly mode: Mode;
  readonly outcome: 'refuted' | 'aborted';
  /** The expectation that tells what is wrong with this shop; a halt may come before any is decided. */
  readonly broken?: string;
  /** The SLI whose abort condition halts the run. */
  readonly halted?: string;
}

const falls = ({ experiment, mode, outcome, broken, halted }: Fall): Promise<void> =>
  drillOnShop(experiment, mode, (report) => {
    expect(report.outcome, report.because).toBe(outcome);
    if (broken !== undefined) expect(idsOf(report, 'broken')).toContain(broken);
    expect(report.halt?.reason.sli).toBe(halted);
    expect(report.faults.map(({ status }) => status)).toEqual(['restored']);
  });

describe('on the fragile shop', () => {
  const falling: readonly Fall[] = [
    { experiment: 'slow-payments', mode: 'fragile', outcome: 'aborted', halted: 'p99' },
    { experiment: 'payments-503', mode: 'fragile', outcome: 'refuted', broken: 'throughout.amplification' },
    { experiment: 'kill-one-storefront', mode: 'fragile', outcome: 'refuted', broken: 'throughout.availability' },
    { experiment: 'recommendations-down', mode: 'fragile', outcome: 'aborted', halted: 'availability' },
    { experiment: 'frozen-catalog', mode: 'fragile', outcome: 'aborted', halted: 'p99' },
  ];
  test.for(falling)('$experiment is $outcome, and restored', falls);
});

describe('payments-503 finds what is wrong with a shop that is resilient but for one mistake', () => {
  const mutants: readonly Fall[] = [
    { experiment: 'payments-503', mode: 'threshold-80', outcome: 'refuted', broken: 'eventually.breaker-open' },
    { experiment: 'payments-503', mode: 'consecutive-breaker', outcome: 'refuted', broken: 'eventually.breaker-open' },
    { experiment: 'payments-503', mode: 'unbudgeted-retries', outcome: 'refuted', broken: 'throughout.amplification' },
    { experiment: 'payments-503', mode: 'no-fallback', outcome: 'aborted', broken: 'throughout.availability', halted: 'availability' },
  ];
  test.for(mutants)('$mode: $broken is broken', falls);
});
