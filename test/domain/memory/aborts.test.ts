import { expect, test } from 'vitest';
import { abortsOf, worseOf } from '../../../src/domain/memory/aborts.ts';
import type { AbortCondition } from '../../../src/domain/experiment.ts';
import { ms, units } from '../../../src/domain/units.ts';
import { condition, during, eventually, sli, started } from '../story.ts';

const abort = (limit: number, patience: AbortCondition['patience'] = { kind: 'for', for: ms(2000) }): AbortCondition => ({
  id: 'abort.availability',
  condition: condition('availability', 'below', limit),
  patience,
});
const facts = (abort: readonly AbortCondition[]) => {
  const event = started({ slis: [sli('availability', units.ratio), sli('p99', units.ms)], abort, expect: [during(condition('p99', 'at-most', 300))] });
  if (event.kind !== 'run.started') throw new Error(event.kind);
  return event;
};
const keyOf = (one: AbortCondition): string | undefined => abortsOf(facts([one]), undefined, () => undefined)[0]?.key;

test('of the abort condition that halted a run what it saw is remembered, of the others that they watched', () => {
  const other = { ...abort(0.5), id: 'abort.availability-2' };
  const reason = { kind: 'abort', id: 'abort.availability', sli: 'availability', condition: 'x', value: 0.712, shown: '71.2 %' } as const;
  expect(abortsOf(facts([abort(0.8), other]), reason, () => undefined)).toMatchObject([
    { written: 'availability below 80 % for 2 s', breached: { value: 0.712, shown: '71.2 %', limit: 0.8 } },
    { written: 'availability below 50 % for 2 s' },
  ]);
  expect(abortsOf(facts([abort(0.8), other]), reason, () => undefined)[1]).not.toHaveProperty('breached');
});

test('a halt by a person breached none', () => {
  expect(abortsOf(facts([abort(0.8)]), { kind: 'operator', by: 'ada', why: 'x' }, () => undefined)[0]).not.toHaveProperty('breached');
});

test('another threshold, patience or comparator is another condition, however alike it shows', () => {
  const keys = [abort(0.8), abort(0.80001), abort(0.8, { kind: 'at-once' }), abort(0.8, { kind: 'count', count: 3, of: 5 })].map(keyOf);
  expect(new Set(keys).size).toBe(4);
  expect(keyOf(abort(0.8))).toBe(keyOf({ ...abort(0.8), id: 'abort.elsewhere' }));
});

test('an SLI is worse on the side that its thresholds forbid; where they forbid both or neither, on none', () => {
  expect(worseOf('availability', facts([abort(0.8)]))).toBe('low');
  expect(worseOf('p99', facts([]))).toBe('high');
  expect(worseOf('p99', facts([{ ...abort(1), condition: condition('p99', 'below', 10) }]))).toBeUndefined();
  expect(worseOf('availability', facts([{ ...abort(1), condition: condition('availability', 'equals', 0) }]))).toBeUndefined();
});

test('what is expected at some moment, or of another aggregate, says nothing of a side', () => {
  const full = { ...facts([]), expect: [during(condition('queue', 'at-least', 1, 'max')), eventually(condition('queue', 'at-most', 5), 5000)] };
  expect(worseOf('queue', full)).toBeUndefined();
  expect(worseOf('queue', { ...full, expect: [...full.expect, during(condition('queue', 'at-most', 100, 'max'))] })).toBe('high');
});
