import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ring } from '../../src/proxy/ring.ts';

test('a ring gives back what an array would, in any order of pushes and shifts', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { nil: undefined }), { maxLength: 200 }), (steps) => {
      const ring = new Ring<number>();
      const array: number[] = [];
      for (const step of steps) {
        if (step === undefined) expect(ring.shift()).toBe(array.shift());
        else {
          ring.push(step);
          array.push(step);
        }
        expect(ring.length).toBe(array.length);
        expect(ring.peek()).toBe(array[0]);
      }
      expect(ring.drain()).toEqual(array);
    }),
  );
});
