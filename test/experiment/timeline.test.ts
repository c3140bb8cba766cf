import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FaultSpec } from '../../src/domain/experiment.ts';
import { ms } from '../../src/domain/units.ts';
import { circleOf, timelineOf } from '../../src/experiment/timeline.ts';

const fault = (name: string, start: number | string, length?: number): FaultSpec => ({
  name,
  type: 'fake',
  spec: {},
  start: typeof start === 'number' ? { kind: 'at', at: ms(start) } : { kind: 'after', fault: start },
  ...(length === undefined ? {} : { for: ms(length) }),
});

test('the timeline runs from the first injection to the end of the last fault', () => {
  const timeline = timelineOf([fault('late', 'early', 30), fault('early', 20, 100), fault('short', 30, 5)]);
  expect(timeline.length).toBe(130);
  expect(timeline.lengthOf('late')).toBe(30);
});

test('nobody knows how long a fault lasts that ends by itself, nor what waits for it', () => {
  expect(timelineOf([fault('kill', 0), fault('slow', 0, 10)]).length).toBeUndefined();
  expect(timelineOf([fault('kill', 0), fault('next', 'kill', 10)]).length).toBeUndefined();
});

test('a circle is named in the order in which its faults wait', () => {
  expect(circleOf([fault('a', 'b', 1), fault('b', 'c', 1), fault('c', 'a', 1)])).toEqual(['a', 'b', 'c', 'a']);
  expect(circleOf([fault('a', 'a', 1)])).toEqual(['a', 'a']);
});

test('whoever leads into a circle is not part of it', () => {
  expect(circleOf([fault('in', 'a', 1), fault('a', 'b', 1), fault('b', 'a', 1)])).toEqual(['a', 'b', 'a']);
});

test('faults that each wait for an earlier one make no circle, and their lengths add up', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 }), (lengths) => {
      const faults = lengths.map((length, index) => fault(`f${index}`, index === 0 ? 0 : `f${index - 1}`, length));
      expect(circleOf(faults)).toEqual([]);
      expect(timelineOf(faults.toReversed()).length).toBe(lengths.reduce((sum, length) => sum + length, 0));
    }),
  );
});
