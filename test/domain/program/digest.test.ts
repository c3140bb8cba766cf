import { expect, test } from 'vitest';
import { iso } from '../../../src/domain/instants.ts';
import type { SlotStep } from '../../../src/domain/memory/step.ts';
import { answersOf } from '../../../src/domain/program/decide.ts';
import { digestJob, foreseeDigests } from '../../../src/domain/program/digest.ts';
import type { Next } from '../../../src/domain/program/next.ts';
import type { Schedule, Timed } from '../../../src/domain/program/program.ts';
import { ms } from '../../../src/domain/units.ts';
import { occurrences, tuesdays } from './keeper.ts';

const every = (cron: string, timeZone = 'Europe/Berlin'): Timed => ({
  schedule: 'weekly',
  job: digestJob,
  timeZone,
  when: { kind: 'at', cron, jitter: ms(0) },
});
const mondays = every('0 9 * * mon');
const slot = { schedule: 'weekly', job: digestJob, slot: '2026-12-07T08:00:00.000Z' };
const stepAt = (at: string, by = 'host:1'): Omit<SlotStep & { kind: 'claimed' }, 'kind'> => ({ ...slot, at: Date.parse(at), by });
const claimed: SlotStep = { kind: 'claimed', ...stepAt('2026-12-07T08:00:00Z') };

function says(
  now: string,
  history: readonly SlotStep[] = [],
  more: Partial<Schedule> & { readonly gone?: boolean; readonly blocked?: string } = {},
): readonly Next[] {
  const { gone = false, blocked, jobs = [], ...schedule } = { digest: mondays, ...more };
  const circumstances = { history, now: Date.parse(now), seed: 0, calendars: {}, occurrences, by: 'host:1', isGone: () => gone };
  return answersOf({ jobs, ...schedule }, { ...circumstances, ...(blocked === undefined ? {} : { blocked }) });
}

test('a digest is waited for, claimed when it is due, and told of all since the one before', () => {
  expect(says('2026-12-07T07:59:00Z')).toEqual([{ kind: 'wait', until: Date.parse(slot.slot), why: 'digest comes at Mon 2026-12-07 09:00' }]);
  expect(says('2026-12-07T08:00:00Z')).toEqual([{ kind: 'claim', slot }]);
  expect(says('2026-12-07T08:00:00Z', [claimed])).toEqual([{ kind: 'digest', slot, since: '2026-11-30T08:00:00.000Z' }]);
});

test('a digest comes up to an hour late, after a run, and then not at all', () => {
  expect(says('2026-12-07T08:59:00Z')).toEqual([{ kind: 'claim', slot }]);
  expect(says('2026-12-07T09:00:00Z', [claimed])).toMatchObject([{ kind: 'digest' }]);
  expect(says('2026-12-07T09:00:01Z', [claimed])).toEqual([{ kind: 'skip', slot, reason: 'missed: it was due at Mon 2026-12-07 09:00, 1 h ago' }]);
});

test('a digest that was missed while nobody was there is told of as missed, and of several the last', () => {
  const before = [claimed, { kind: 'finished' as const, ...stepAt('2026-12-07T08:00:01Z'), how: 'done' as const }];
  expect(says('2026-12-30T12:00:00Z', before)).toMatchObject([{ kind: 'claim', slot: { slot: '2026-12-28T08:00:00.000Z' } }]);
  expect(says('2026-12-14T08:30:00Z', before)).toMatchObject([{ kind: 'claim', slot: { slot: '2026-12-14T08:00:00.000Z' } }]);
  expect(says('2026-12-07T08:30:00Z', before)).toMatchObject([{ kind: 'wait', until: Date.parse('2026-12-14T08:00:00Z') }]);
});

test('a block does not bind a digest: it touches nothing', () => {
  expect(says('2026-12-07T08:00:00Z', [claimed], { blocked: 'incident 42' })).toMatchObject([{ kind: 'digest' }]);
});

test('what its scheduler began and did not end is not told again: neither by the next one, nor by itself', () => {
  const announced: SlotStep = { kind: 'announced', ...stepAt('2026-12-07T08:00:00Z') };
  expect(says('2026-12-07T08:00:05Z', [claimed, announced])).toEqual([
    { kind: 'finish', slot, how: 'interrupted', reason: 'who was told is not known, since the store failed meanwhile' },
  ]);
  for (const history of [[claimed], [claimed, announced]])
    expect(says('2026-12-07T08:00:05Z', history.map((step) => ({ ...step, by: 'host:0' })), { gone: true })).toMatchObject([
      { kind: 'finish', how: 'interrupted', reason: expect.stringMatching(/^its scheduler \(host:0\) is gone/) },
    ]); // prettier-ignore
});

test('a drill that is due at the same time comes first', () => {
  const drill = { ...tuesdays, when: mondays.when };
  expect(says('2026-12-07T08:00:00Z', [], { jobs: [drill] }).map((one) => one.kind === 'claim' && one.slot.job)).toEqual(['checkout', 'digest']);
});

test('a schedule that no longer has a digest ends its open slot', () => {
  const circumstances = { now: Date.parse('2026-12-07T08:00:05Z'), seed: 0, calendars: {}, occurrences, by: 'host:1', isGone: () => false };
  expect(answersOf({ jobs: [tuesdays] }, { ...circumstances, history: [claimed] })[0]).toMatchObject({ kind: 'finish', slot, how: 'stopped' });
});

test.each([
  ['a week in which the clock moves', every('0 9 * * mon'), '2027-03-29T00:00:00Z', '2027-03-29T07:00:00.000Z', '2027-03-22T08:00:00.000Z'],
  ['two days a week', every('0 9 * * mon,thu', 'UTC'), '2026-12-07T00:00:00Z', '2026-12-07T09:00:00.000Z', '2026-12-03T09:00:00.000Z'],
  ['a month', every('0 9 1 * *', 'UTC'), '2027-02-15T00:00:00Z', '2027-03-01T09:00:00.000Z', '2027-02-01T09:00:00.000Z'],
  ['a year', every('0 9 31 12 *', 'UTC'), '2028-12-01T00:00:00Z', '2028-12-31T09:00:00.000Z', '2027-12-31T09:00:00.000Z'],
  ['four years', every('0 9 29 2 *', 'UTC'), '2028-02-01T00:00:00Z', '2028-02-29T09:00:00.000Z', '2027-02-28T09:00:00.000Z'],
])('foretold, it tells of all since the one before, a year at most: %s', (_, digest, from, due, since) => {
  const [first] = foreseeDigests(digest, 1, { now: Date.parse(from), seed: 0, occurrences });
  expect([first?.slot.slot, iso(first?.since ?? 0)]).toEqual([due, since]);
});
