import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { iso } from '../../../src/domain/instants.ts';
import type { Calendars } from '../../../src/domain/program/circumstances.ts';
import { dueAfter } from '../../../src/domain/program/due.ts';
import { foresee } from '../../../src/domain/program/foresee.ts';
import { usualGrace as grace } from '../../../src/domain/program/grace.ts';
import { local } from '../../../src/domain/program/local.ts';
import { days, type Program } from '../../../src/domain/program/program.ts';
import { ms } from '../../../src/domain/units.ts';
import { day, hour, Keeper, minute, occurrences, suiteOf, tuesdays } from './keeper.ts';

/** Days on which something is wrong with time: clocks move, a year ends, a leap day. */
const turns = ['2027-03-27', '2027-03-13', '2027-04-03', '2027-10-02', '2027-10-30', '2027-11-06', '2026-12-30', '2028-02-28'] as const;
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia'] as const;

const times = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
const cron = fc.oneof(
  times.map(([h, m]) => `${m} ${h} * * *`),
  times.map(([h, m]) => `${m} ${h} * * mon-fri`),
  fc.constantFrom('*/30 * * * *', '15 */2 * * *', '30 1,2 * * *', '0 12 29 2 *', '59 23 31 12 *'),
);
const at = fc.record({ kind: fc.constant('at' as const), cron, jitter: fc.integer({ min: 0, max: 29 * 60 }).map((s) => ms(s * 1000)) });
const between = fc.record({
  kind: fc.constant('between' as const),
  from: fc.constantFrom('00:00', '01:30', '02:15', '09:00'),
  to: fc.constantFrom('09:30', '15:00', '24:00'),
  days: fc.subarray([...days], { minLength: 1 }),
});
const programs = fc.record({
  ...Object.fromEntries(Object.entries(tuesdays).map(([key, value]) => [key, fc.constant(value)])),
  timeZone: fc.constantFrom(...zones),
  when: fc.oneof(at, between),
  what: fc.constantFrom(suiteOf('slow'), suiteOf('slow', 'broken'), { ...suiteOf('slow', 'broken', 'catalog'), kind: 'one-of' as const }),
  onNotHeld: fc.constantFrom('stop' as const, 'go-on' as const),
  windows: fc.constantFrom([], [{ days: days.slice(0, 5), from: '02:00', to: '17:00' }]),
  retryRefused: fc.constant({ every: ms(7 * minute), within: ms(30 * minute) }),
  skip: fc.constantFrom([], ['freezes']),
}) as unknown as fc.Arbitrary<Program>;

const starts = fc.tuple(fc.constantFrom(...turns), fc.integer({ min: 0, max: 1439 })).map(([date, m]) => Date.parse(`${date}T00:00:00Z`) + m * minute);

/** Frozen for two hours out of five. */
const isFrozen = (instant: number): boolean => Math.floor(instant / hour) % 5 < 2;
const calendars: Calendars = { freezes: { kind: 'read', at: (instant) => (isFrozen(instant) ? { kind: 'hours', title: 'Freeze' } : undefined) } };

test('slots strictly increase, and each starts within its jitter, or between its two times', () => {
  fc.assert(
    fc.property(programs, starts, fc.integer(), (program, start, seed) => {
      let last = start;
      for (let count = 0; count < 12; count += 1) {
        const due = dueAfter(program, last, { seed, occurrences });
        if (due === undefined) return;
        expect(due.due).toBeGreaterThan(last);
        expect(due.slot.slot).toBe(iso(due.due));
        expect(due.start).toBeGreaterThanOrEqual(due.due);
        if (program.when.kind === 'at') expect(due.start).toBeLessThanOrEqual(due.due + program.when.jitter);
        else expect(due.start).toBeLessThan(due.end ?? 0);
        last = due.due;
      }
    }),
    { numRuns: 80 },
  );
});

test('the same program under the same circumstances gives the same answer', () => {
  fc.assert(
    fc.property(programs, starts, fc.integer(), (program, start, seed) => {
      const [one, other] = [new Keeper(iso(start), program), new Keeper(iso(start), program)];
      for (const keeper of [one, other]) Object.assign(keeper, { seed, calendars });
      for (let count = 0; count < 10; count += 1) {
        expect(one.says()).toEqual(one.says());
        one.turn(start + 3 * day);
        other.turn(start + 3 * day);
      }
      expect(one.history).toEqual(other.history);
    }),
    { numRuns: 40 },
  );
});

test('what was foretold is what happens where nothing comes between', () => {
  fc.assert(
    fc.property(programs, starts, fc.integer(), (program, start, seed) => {
      const patient = { ...program, announce: ms(5 * minute) };
      const foretold = foresee(patient, 8, { now: start, seed, calendars, occurrences }).filter((one) => one.start < start + 2 * day);
      const keeper = Object.assign(new Keeper(iso(start), patient), { seed, calendars });
      keeper.ends = () => ({ outcome: 'held', takes: 1000 });
      keeper.until(iso(start + 2 * day + hour));
      for (const { slot, start: begin, runs, skip } of foretold) {
        const steps = keeper.history.filter((step) => step.slot === slot.slot);
        const skipped = steps.flatMap((step) => (step.kind === 'skipped' ? [step.reason] : []));
        expect(skipped).toEqual(skip === undefined ? [] : [skip]);
        const began = steps.filter((step) => step.kind === 'started');
        // A freeze or the end of a window may begin between two runs of a suite.
        if (skip === undefined) expect(began[0]?.at).toBe(begin);
        expect(runs.map(({ file }) => file).slice(0, began.length)).toEqual(began.map((step) => step.kind === 'started' && step.file));
      }
    }),
    { numRuns: 40 },
  );
});

/** What may happen to a scheduler: it works for a while, is killed at a step, stands still, is refused, blocked. */
const mishap = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('works' as const), turns: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('killed' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('sleeps' as const), minutes: fc.integer({ min: 1, max: 600 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('blocked' as const), turns: fc.integer({ min: 1, max: 5 }) }) },
);

function suffer(keeper: Keeper, mishaps: readonly (typeof mishap extends fc.Arbitrary<infer T> ? T : never)[]): void {
  for (const one of mishaps) {
    if (one.kind === 'sleeps') keeper.now += one.minutes * minute;
    if (one.kind === 'killed') {
      keeper.gone.add(keeper.by);
      keeper.by = `host:${keeper.gone.size + 1}`;
    }
    if (one.kind === 'works' || one.kind === 'blocked') {
      keeper.blocked = one.kind === 'blocked' ? 'incident' : undefined;
      for (let turn = 0; turn < one.turns; turn += 1) keeper.turn(Infinity);
    }
  }
}

/** The next scheduler closes what the last one had open, before anything else. */
function succeed(keeper: Keeper): void {
  keeper.gone.add(keeper.by);
  keeper.by = 'host:last';
  for (let said = keeper.says(); said.kind === 'finish'; said = keeper.says()) keeper.act(said);
}

test('however often its scheduler is killed or sleeps: no slot is begun twice, late, outside its windows or in a freeze', () => {
  fc.assert(
    fc.property(programs, starts, fc.array(mishap, { minLength: 5, maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (program, start, mishaps, every) => {
      const keeper = Object.assign(new Keeper(iso(start), program), { calendars });
      let runs = 0;
      keeper.ends = () => {
        runs += 1;
        return { outcome: runs % every === 0 ? 'refused' : runs % 7 === 0 ? 'refuted' : 'held', takes: 2 * minute };
      };
      suffer(keeper, mishaps);
      succeed(keeper);
      const slots = Map.groupBy(keeper.history, ({ slot }) => slot);
      for (const [slot, steps] of slots) {
        expect(steps.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
        expect(steps.filter(({ kind }) => kind === 'finished' || kind === 'skipped')).toHaveLength(1);
        const begun = steps.flatMap((step) => (step.kind === 'started' ? [step] : []));
        expect(new Set(begun.map(({ nth, attempt }) => `${nth} ${attempt}`)).size).toBe(begun.length);
        expect(new Set(begun.map(({ by }) => by)).size).toBeLessThanOrEqual(1);
        const [first] = begun;
        const due = dueAfter(program, Date.parse(slot) - 1, { seed: 0, occurrences });
        if (first !== undefined) expect(first.at - (due?.start ?? 0)).toSatisfy((late: number) => late >= 0 && late <= grace);
        for (const { at } of begun) {
          const { day: weekday, time } = local(at, program.timeZone);
          expect(program.windows.every(({ days: on, from, to }) => on.includes(weekday) && from <= time && time < to)).toBe(true);
          expect(program.skip.length > 0 && isFrozen(at)).toBe(false);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('after a run that injected and did not hold, nothing of its slot is tried again', () => {
  fc.assert(
    fc.property(programs, starts, (program, start) => {
      const keeper = new Keeper(iso(start), { ...program, onNotHeld: 'stop' });
      keeper.ends = () => ({ outcome: 'refuted' });
      keeper.until(iso(start + 2 * day));
      for (const steps of Map.groupBy(keeper.history, ({ slot }) => slot).values()) {
        expect(steps.filter(({ kind }) => kind === 'started').length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 40 },
  );
});
