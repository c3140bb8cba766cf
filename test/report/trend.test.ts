import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trendOf } from '../../src/domain/memory/trend.ts';
import type { RunSummary } from '../../src/domain/memory/run-summary.ts';
import { ms } from '../../src/domain/units.ts';
import { trendHtml } from '../../src/report/trend/html.ts';
import { roundTicks } from '../../src/report/trend/page/axis.ts';
import { trendText } from '../../src/report/trend/text.ts';
import { availability, noonOf, run, sli } from '../domain/memory/remembered.ts';

const took = (n: number, seconds: number, more: Partial<RunSummary> = {}): RunSummary => run(n, 'held', { recovery: { took: ms(seconds * 1000) }, ...more });
const slower = [9, 8.5, 9.4, 9.1, 8.8, 9.3, 9, 8.9, 9.2, 8.7, 9.5, 8.6, 9, 21, 20.4, 21.5, 20.8, 22, 21.2].map((seconds, n) => took(n, seconds));
const text = (runs: readonly RunSummary[]): string => trendText(trendOf('slow-payments', runs));
const page = (runs: readonly RunSummary[], name = 'slow-payments'): string => trendHtml(trendOf(name, runs), noonOf(60));

describe('in the terminal', () => {
  test('a trend says how each run ended, what changed since when, and the latest runs', () => {
    const looser = took(2, 8, { expectations: [availability(0.97, 0.95)], slis: [sli(0.96, 1)] });
    const aborted = run(4, 'aborted', {
      halt: { words: 'x', breachedAt: ms(1000), decidedAt: ms(3000), restoredAt: ms(3400) },
      recovery: { missedAfter: ms(30_000) },
    });
    expect(text([took(0, 9), took(1, 9.5, { rehearsal: true }), looser, run(3, 'refused', { expectations: [] }), aborted])).toBe(`\
slow-payments in staging: 5 runs, 2026-01-01 to 2026-01-05; the last that held is run 3 (r00002, 2026-01-03)

  1  H·HFA
     H held, · rehearsal, F refused, A aborted
     the file was changed before runs 3, 5

Time to recover  ▁▁█  more than 30 s in run 5; median of the 3: 9 s

Halt → restored  ▁  400 ms in run 5

availability, lowest  ▁  96 % in run 3

The runs, the latest first:
  5  r00004  2026-01-05 12:00  ■ aborted    recovered in more than 30 s · halted and restored in 400 ms
     the file was changed: availability at least 95 % during the fault → availability at least 99 % during the fault
  4  r00003  2026-01-04 12:00  ⊘ refused
  3  r00002  2026-01-03 12:00  ✔ held       recovered in 8 s · availability 96 %
     the file was changed: availability at least 99 % during the fault → availability at least 95 % during the fault
  2  r00001  2026-01-02 12:00  · rehearsal
  1  r00000  2026-01-01 12:00  ✔ held       recovered in 9 s`);
  });

  test('a change names both levels, the run and its day, and that the file was changed about then', () => {
    expect(text(slower)).toContain('  ▲ recovery went from 9 s to 21.1 s since run 14 (r00013, 2026-01-14): worse\n');
    const edited = slower.map((one, n) => (n < 12 ? one : { ...one, expectations: [availability(1, 0.95)] }));
    expect(text(edited)).toContain('since run 14 (r00013, 2026-01-14): worse (the file was changed at run 13)\n');
    const back = [...slower, ...[8.9, 9.1, 9, 9.3, 8.8, 9.2].map((seconds, n) => took(19 + n, seconds))];
    expect(text(back)).toContain('▲ recovery went from 9 s to 21.1 s from run 14 (r00013, 2026-01-14) until run 19 (r00018, 2026-01-19): worse\n');
    expect(text(back)).toContain('▽ recovery went from 21.1 s to 9.05 s since run 20 (r00019, 2026-01-20): better\n');
  });

  test('of 500 runs every outcome is there, fifty a row, and ten are told', () => {
    const out = text(Array.from({ length: 500 }, (_, n) => run(n)));
    expect(out.match(/^ +\d+ {2}(H{10} ){4}H{10}$/gm)).toHaveLength(10);
    expect(out).toContain('The latest 10:');
    expect(out.match(/✔ held/g)).toHaveLength(10);
  });

  test('names cannot move the cursor or turn the line', () => {
    expect(trendText(trendOf('x', [run(0, 'held', { experiment: 'x', environment: 'a\u001b[31m\u202eb\nc' })]))).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('the page', () => {
  test('asks nothing of anybody: no script, no address, a policy that forbids them', () => {
    const made = page(slower);
    expect(made).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|\bsrc=|\bhref=|\bon\w+=/i);
    expect(made).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('says in words what colour, place and form say', () => {
    const made = page([...slower, run(19, 'refuted', { recovery: { missedAfter: ms(30_000) } })]);
    expect(made).toContain('<span class="heard">run 20, r00019, 2026-01-20: refuted</span>');
    expect(made).toContain('aria-label="Time to recover over 20 runs: 8.5 s to 30 s, median 9.25 s, 21.2 s since run 14."');
    expect(made.replace(/\s+/g, ' ')).toContain('▲ Recovery went from 9 s to 21.2 s since run 14 (r00013, 2026-01-14): worse.');
    expect(made).toContain('more than 30 s');
    expect(made).toContain('it took at least that long');
  });

  test.each([1, 2, 7, 500])('of %d runs has each run once in its strip and once in its table', (count) => {
    const made = page(Array.from({ length: count }, (_, n) => run(n)));
    expect(made.match(/class="heard"/g)).toHaveLength(count);
    expect(made.match(/role="rowheader"/g)).toHaveLength(count);
    expect(made).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('shows every text as it is, whatever is in it', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(anything, anything, (name, because) => {
        const evil = run(0, 'refuted', { experiment: 'x', environment: `</style><script>${name}`, because: `"><img onerror=x>${because}` });
        const made = trendHtml(trendOf(`<b>'&"${name}`, [evil]), noonOf(1));
        expect(made).not.toMatch(/<script|<img|<b>'/);
        expect(made.isWellFormed()).toBe(true);
        expect(made.match(/<\/style>/g)).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });
});

test('an axis has round numbers around all values', () => {
  expect(roundTicks([8.63, 21.8, 30].map((seconds) => seconds * 1000))).toEqual([0, 10_000, 20_000, 30_000]);
  expect(roundTicks([0.9906, 0.9958])).toEqual([0.99, 0.992, 0.994, 0.996]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
      const ticks = roundTicks(values);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(6);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      expect(ticks[0] ?? NaN).toBeLessThanOrEqual(low + high * 1e-9);
      expect(ticks.at(-1) ?? NaN).toBeGreaterThanOrEqual(high * (1 - 1e-9));
    }),
  );
});
