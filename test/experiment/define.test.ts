import { expect, test } from 'vitest';
import { defineExperiment, type ExperimentInput } from '../../src/index.ts';

const experiment: ExperimentInput = {
  apiVersion: 'firedrill/v1',
  kind: 'Experiment',
  name: 'typed',
  hypothesis: 'The type checker knows every key.',
  slis: { up: { http: 'http://127.0.0.1:8080/', measure: 'status' } },
  'steady-state': { up: { equals: 200 } },
  faults: [{ type: 'toxiproxy.latency', proxy: 'payments', latency: '2s', for: '${var:for}' }],
  expect: { recovery: { within: '30s' } },
  abort: { none: 'nobody uses it' },
};

test('defineExperiment returns what it was given', () => {
  expect(defineExperiment(experiment)).toBe(experiment);
});

test('the type checker refuses what the reader would refuse', () => {
  const wrong: readonly ExperimentInput[] = [
    // @ts-expect-error: a duration has a unit
    { ...experiment, limits: { duration: '5' } },
    // @ts-expect-error: no such fault type
    { ...experiment, faults: [{ type: 'toxiproxy.latncy', proxy: 'payments', latency: '2s' }] },
    // @ts-expect-error: latency is missing
    { ...experiment, faults: [{ type: 'toxiproxy.latency', proxy: 'payments' }] },
    // @ts-expect-error: no such key
    { ...experiment, 'steady-sate': {} },
    // @ts-expect-error: no such measure
    { ...experiment, slis: { up: { load: 'checkout', measure: 'p98' } } },
    // @ts-expect-error: a threshold is a number, a quantity, or relative to the baseline
    { ...experiment, expect: { during: { up: { 'at-most': '130% of basline' } } } },
  ];
  expect(wrong).toHaveLength(6); // tsc is the test: an unused expectation of an error is an error
});
