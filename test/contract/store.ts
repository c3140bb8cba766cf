/** What every memory of runs must do; run against its fake, against the embedded file and against a real server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlotId, SlotStep } from '../../src/domain/memory/step.ts';
import type { Store } from '../../src/ports/store.ts';
import { edit, summaryOf } from '../store/summary.ts';

/** A place for one memory: each `open` is one more user of it. */
export interface StorePlace extends AsyncDisposable {
  open(): Promise<Store>;
}

export function storeContract(name: string, make: () => Promise<StorePlace>): void {
  describe(`${name} keeps the store contract`, () => {
    let place: StorePlace;
    let store: Store;

    beforeEach(async () => {
      place = await make();
      store = await place.open();
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    });

    test('gives a run back as it was put, whatever its texts hold', async () => {
      await store.put(summaryOf('a'));
      expect(await store.runs({})).toEqual([summaryOf('a')]);
    });

    test('keeps what it is told beyond the process that told it', async () => {
      await store.put(summaryOf('a'));
      await store.say(edit(1));
      await store.claim(slot(1), 5, 'host 1');
      await using other = await place.open();
      expect([await other.runs({}), await other.said(), await other.claim(slot(1), 6, 'host 2')]).toEqual([[summaryOf('a')], [edit(1)], false]);
    });

    test('the same run again replaces what was known of it', async () => {
      await store.put(summaryOf('a', { outcome: 'not restored', exitCode: 5 }));
      await store.put(summaryOf('a', { experiment: 'renamed', recorded: 1001 }));
      expect(await store.runs({})).toEqual([summaryOf('a', { experiment: 'renamed', recorded: 1001 })]);
      expect(await store.runs({ experiment: 'slow-payments' })).toEqual([]);
    });

    test('a reading of less of the record does not replace one of more', async () => {
      const { recorded: _, ...bare } = summaryOf('a', { because: 'of the summary alone' });
      await store.put(bare);
      await store.put(summaryOf('a', { recorded: 2000 }));
      await store.put(summaryOf('a', { recorded: 1999, because: 'of less' }));
      await store.put(bare);
      expect(await store.runs({})).toEqual([summaryOf('a', { recorded: 2000 })]);
    });

    test('says which runs it has, and how much of their records it read', async () => {
      const { recorded: _, ...bare } = summaryOf('b');
      await store.put(summaryOf('a', { recorded: 123 }));
      await store.put(bare);
      expect(await store.known(['b', 'c', "d'", 'a'])).toEqual(new Map([['a', 123], ['b', 0]])); // prettier-ignore
      expect(await store.known([])).toEqual(new Map());
    });

    test('lists the latest first, of one experiment, since a time, as many as wanted', async () => {
      const days = [3, 1, 5, 2, 4];
      for (const day of days) await store.put(summaryOf(`r${day}`, { started: `2026-11-0${day}T00:00:00.000Z`, experiment: day % 2 === 0 ? 'even' : 'odd' }));
      await store.put(summaryOf('r6', { started: '2026-11-05T00:00:00.000Z', experiment: 'odd' }));
      const names = async (query: Parameters<Store['runs']>[0]): Promise<readonly string[]> => (await store.runs(query)).map(({ run }) => run);
      expect(await names({})).toEqual(['r6', 'r5', 'r4', 'r3', 'r2', 'r1']);
      expect(await names({ limit: 2 })).toEqual(['r6', 'r5']);
      expect(await names({ experiment: 'even' })).toEqual(['r4', 'r2']);
      expect(await names({ since: '2026-11-03T00:00:00.000Z', experiment: 'odd', limit: 3 })).toEqual(['r6', 'r5', 'r3']);
      expect(await names({ experiment: "o'dd" })).toEqual([]);
    });

    test('keeps what people said in the order in which they said it; the very same again is the same', async () => {
      for (const n of [2, 1, 3, 1]) await store.say(edit(n));
      await store.say({ kind: 'closed', finding: 'F-2', wall: edit(1).wall, by: 'ana', reason: 'x'.repeat(20_000) });
      expect((await store.said()).map((one) => (one.kind === 'edited' ? one.note : one.finding))).toEqual([2, 1, 3].map((n) => `it's – λ ${n}`).concat('F-2'));
    });

    test('a slot is claimed once, and its claimed step is written with it', async () => {
      await using other = await place.open();
      expect([await store.claim(slot(1), 5, 'host 1'), await other.claim(slot(1), 5, 'host 1'), await store.claim(slot(1), 6, 'host 2')]).toEqual([true, false, false]); // prettier-ignore
      expect(await store.claim({ ...slot(1), job: 'other' }, 7, 'host 2')).toBe(true);
      expect(await store.steps('weekly', '')).toEqual([
        { kind: 'claimed', ...slot(1), at: 5, by: 'host 1' },
        { kind: 'claimed', ...slot(1), job: 'other', at: 7, by: 'host 2' },
      ]);
    });

    test('gives the steps of one schedule in the order in which they were written, of slots due since then', async () => {
      await store.claim(slot(1), 1, 'a');
      await store.claim(slot(3), 2, 'a');
      const ended = { kind: 'ended', file: 'a.yaml', nth: 0, attempt: 1, outcome: 'held', exitCode: 0, injected: true, at: 4, by: 'a' } as const;
      const steps: readonly SlotStep[] = [
        { ...slot(3), ...ended },
        { ...slot(3), kind: 'finished', how: 'done', at: 3, by: 'a' },
        { ...slot(3), ...ended },
        { ...slot(2), slot: 'now 2026-11-02T12:00:00.000Z', kind: 'skipped', reason: 'a holiday', at: 5, by: 'a' },
      ];
      for (const step of steps) await store.step(step);
      await store.step({ ...slot(3), schedule: 'other', kind: 'announced', at: 5, by: 'a' });
      const kinds = async (since: string): Promise<readonly string[]> => (await store.steps('weekly', since)).map(({ kind }) => kind);
      expect((await store.steps('weekly', slot(3).slot)).slice(1)).toEqual(steps.slice(0, 3));
      expect(await kinds('')).toEqual(['claimed', 'claimed', 'ended', 'finished', 'ended', 'skipped']);
      expect(await kinds(slot(2).slot)).toEqual(['claimed', 'ended', 'finished', 'ended', 'skipped']);
    });

    test('two users at once claim each of many slots exactly once between them', async () => {
      await using other = await place.open();
      const claims = Array.from({ length: 50 }, (_, n) => [store, other].map((one, who) => one.claim(slot(n), n, `host ${who}`)));
      const won = await Promise.all(claims.map(async (pair) => (await Promise.all(pair)).filter((one) => one).length));
      expect(won).toEqual(claims.map(() => 1));
    });

    test('says where it is without a password', () => {
      expect(store.where).not.toMatch(/secret/);
      expect(store.where.length).toBeGreaterThan(3);
    });
  });
}

const slot = (day: number): SlotId => ({ schedule: 'weekly', job: 'suite', slot: `2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z` });
