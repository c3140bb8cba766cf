/** What the state shared by all checkouts of a user must do; run against its fake and against the real one. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { State } from '../../src/ports/state.ts';
import { activeRun } from '../record/active-run.ts';

/** `open` gives a fresh state for each test. */
export function stateContract(name: string, open: () => Promise<State>): void {
  describe(`${name} keeps the state contract`, () => {
    let state: State;

    beforeEach(async () => {
      state = await open();
    });
    afterEach(() => state[Symbol.dispose]());

    test('a lock has one holder, who is named to whoever comes second', () => {
      expect(state.enter(activeRun('a'), ['payments', 'catalog'])).toEqual([]);
      expect(state.enter(activeRun('b'), ['storefront', 'payments'])).toEqual([{ lock: 'payments', holder: activeRun('a') }]);
      expect(state.active()).toEqual([activeRun('a')]);
    });

    test('locks are taken all or none', () => {
      state.enter(activeRun('a'), ['payments']);
      state.enter(activeRun('b'), ['storefront', 'payments']);
      expect(state.enter(activeRun('c'), ['storefront'])).toEqual([]);
    });

    test('whoever leaves gives its locks back, and no others', () => {
      state.enter(activeRun('a'), ['payments']);
      state.enter(activeRun('b'), ['storefront']);
      state.leave('a');
      state.leave('a');
      expect(state.find('a')).toBeUndefined();
      expect(state.enter(activeRun('c'), ['payments'])).toEqual([]);
      expect(state.enter(activeRun('d'), ['storefront'])).toHaveLength(1);
      expect(state.active().map(({ run }) => run)).toEqual(['b', 'c']);
    });

    test('a run without locks is known all the same', () => {
      expect(state.enter(activeRun('a'), [])).toEqual([]);
      expect(state.find('a')).toEqual(activeRun('a'));
    });

    test('a run is claimed by one process at a time, who is named to whoever comes second', () => {
      const [one, other] = [{ pid: 1, startTime: 7, who: 'restore' } as const, { pid: 1, startTime: 8, who: 'guardian' } as const];
      expect(state.claim('a', one)).toBeUndefined();
      expect(state.claim('a', one)).toBeUndefined();
      expect(state.claim('a', other)).toEqual(one);
      expect(state.claim('b', other)).toBeUndefined();
      state.release('a', other);
      expect(state.claim('a', other)).toEqual(one);
      state.release('a', one);
      expect(state.claim('a', other)).toBeUndefined();
    });

    test('the claim of a process that is dead is taken over, and of no other', () => {
      const claimant = (pid: number) => ({ pid, startTime: 7, who: 'restore' }) as const;
      state.claim('a', claimant(1));
      // Somebody was quicker: the dead one is not the holder any more.
      expect(state.claim('a', claimant(2), claimant(1))).toBeUndefined();
      expect(state.claim('a', claimant(3), claimant(1))).toEqual(claimant(2));
      state.release('a', claimant(1));
      expect(state.claim('a', claimant(3))).toEqual(claimant(2));
    });

    test('a block has a reason until it is lifted', () => {
      expect(state.blocked()).toBeUndefined();
      state.block('incident 4711');
      state.block('incident 4712');
      expect(state.blocked()).toBe('incident 4712');
      expect(state.unblock()).toBe(true);
      expect(state.unblock()).toBe(false);
      expect(state.blocked()).toBeUndefined();
    });
  });
}
