import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../../../src/domain/memory/digest.ts';
import type { FindingEdit } from '../../../src/domain/memory/edit.ts';
import { findingsOf } from '../../../src/domain/memory/findings.ts';
import { ms } from '../../../src/domain/units.ts';
import { outcomes } from './outcomes.ts';
import { nameOf, noonOf, run } from './remembered.ts';

const week = (runs: Parameters<typeof digestOf>[0], edits: readonly FindingEdit[] = []) => digestOf(runs, edits, noonOf(10), noonOf(17));

test('drills of the time are counted by outcome, rehearsals apart, those before and after not at all', () => {
  const runs = [run(9, 'refuted'), run(10), run(11), run(12, 'refused'), run(13, 'held', { rehearsal: true }), run(18, 'aborted')];
  expect(week(runs)).toMatchObject({
    drills: 3,
    rehearsals: 1,
    outcomes: { held: 2, refused: 1 },
    notHeld: [{ run: nameOf(12), outcome: 'refused', environment: 'staging' }],
  });
});

test('a time in which every drill held and nothing waits is quiet, and so is one without a drill', () => {
  expect(week([run(11), run(12)])).toMatchObject({ quiet: true, drills: 2, findings: { open: 0 } });
  expect(week([])).toMatchObject({ quiet: true, drills: 0 });
});

test('a finding that was opened earlier, and is not overdue, leaves it quiet; its count is there', () => {
  expect(week([run(2, 'refuted'), run(11, 'held', { experiment: 'other' })])).toMatchObject({ quiet: true, findings: { open: 1, untriaged: 1, opened: [] } });
});

test('findings opened, closed and overdue', () => {
  const [finding] = findingsOf([run(2, 'refuted')], [], noonOf(3));
  const id = finding?.id ?? '';
  const due: FindingEdit = { kind: 'edited', finding: id, wall: noonOf(3), by: 'ada', owner: 'ada', deliverable: 'a breaker', deadline: '2026-01-15' };
  expect(week([run(2, 'refuted')], [due])).toMatchObject({ quiet: false, findings: { overdue: [{ id }], open: 1, untriaged: 0 } });
  expect(week([run(2, 'refuted'), run(12)], [due])).toMatchObject({ quiet: false, findings: { closed: [{ id }], overdue: [], open: 0 } });
  expect(week([run(2, 'refuted'), run(3), run(12, 'refuted')])).toMatchObject({ quiet: false, findings: { opened: [{ id }], closed: [] } });
});

test('a change is told in the week in which there are enough runs to see it, and not again the week after', () => {
  const seconds = [9, 8.5, 9.4, 9.1, 8.8, 9.3, 9, 8.9, 9.2, 8.7, 9.5, 8.6, 9, 21, 20.4, 21.5, 20.8, 22, 21.2, 20.9, 21.4];
  const runs = seconds.map((took, n) => run(n, 'held', { recovery: { took: ms(took * 1000) } }));
  const told = (since: number, until: number) => digestOf(runs, [], noonOf(since), noonOf(until)).changes.map(({ change }) => change.since.n);
  expect([told(10, 16), told(17, 18), told(19, 20)]).toEqual([[], [14], []]);
});

test('whatever happens, the drills are the sum of their outcomes, and open findings are those of the list', () => {
  const some = fc.array(fc.tuple(fc.constantFrom(...outcomes), fc.boolean()), { maxLength: 20 });
  fc.assert(
    fc.property(some, (all) => {
      const runs = all.map(([outcome, rehearsal], n) => run(n, outcome, { rehearsal }));
      const { drills, outcomes, notHeld, findings } = week(runs);
      expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(drills);
      expect(notHeld).toHaveLength(drills - (outcomes.held ?? 0));
      const known = findingsOf(runs.filter(({ started }) => started <= noonOf(17)), [], noonOf(17)); // prettier-ignore
      expect(findings.open).toBe(known.filter(({ status }) => status.kind === 'open').length);
    }),
  );
});
