import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { chartSvg } from '../../src/report/chart.ts';
import { marksOf, staysOf } from '../../src/report/chart/marks.ts';
import { extentOf, ticks } from '../../src/report/chart/scale.ts';
import { viewOf, type RunView } from '../../src/report/view.ts';
import { aborted, blindRun, held, notRestored, refused, wide } from './runs.ts';

function view(events: readonly Event[]): RunView {
  const seen = viewOf(events);
  if (seen === undefined) throw new Error('it records no run');
  return seen;
}
const chart = (events: readonly Event[]): string => chartSvg(view(events), 'DejaVu Sans');
const texts = (svg: string): readonly string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
const count = (svg: string, part: string): number => svg.split(part).length - 1;

test('it names each SLI with its extremes, its limits, the fault, and each moment with its time', () => {
  const said = texts(chart(aborted()));
  expect(said).toEqual(
    expect.arrayContaining([
      '■ Aborted and restored · slow-payments · run 7k2',
      'breached 42 s',
      'halted 44 s',
      'restored 44.2 s',
      'recovered 52 s',
      'slow',
      'availability · 42 % to 100 %',
      'abort below 80 %',
      'expected at least 99 %',
      'p99 · 116 ms to 518 ms',
    ]),
  );
});

test('kinds of limits differ in their dashes, not only in their colour', () => {
  const dashes = [...chart(aborted()).matchAll(/stroke-dasharray="([^"]+)"/g)].map(([, dash]) => dash);
  expect(new Set(dashes)).toEqual(new Set(['9 4', '2 3', 'none']));
});

test('the line breaks where nobody could see, and the gap is hatched', () => {
  const [whole, broken] = [chart(held()), chart(blindRun())];
  expect(count(broken, '<polyline')).toBe(count(whole, '<polyline') + 1);
  expect(count(broken, 'url(#blind)') - count(whole, 'url(#blind)')).toBe(21);
  expect(texts(broken)).toContain('availability · 99.35 % to 100 % · 21 blind');
});

test('what was never seen gone is open to the end, and says so; nothing is said to be restored', () => {
  const left = view(notRestored());
  expect(staysOf(left)).toEqual([{ name: 'slow', from: 25_000 }]);
  expect(marksOf(left).map(({ text }) => text)).toEqual(['breached 42 s', 'halted 44 s']);
  expect(texts(chartSvg(left, 'DejaVu Sans'))).toContain('slow (not seen gone)');
});

test('faults that come together share one label, and each has its bar', () => {
  const both = view(aborted());
  const [one] = both.faults;
  if (one === undefined) throw new Error('no fault');
  const flag = { ...one, result: { ...one.result, fault: 'flag', n: 2 } };
  const svg = chartSvg({ ...both, faults: [one, flag] }, 'DejaVu Sans');
  expect(texts(svg)).toContain('slow, flag');
  expect(count(svg, 'fill="#b58900"')).toBe(2);
});

test.each([
  [1, 1],
  [12, 12],
  [40, 12],
])('of %i SLIs it draws %i, and says how many it does not', (all, drawn) => {
  const said = texts(chart(wide(all)));
  expect(said.filter((text) => text.startsWith('service-'))).toHaveLength(drawn);
  expect(said[0]?.includes('28 more SLIs are in the report')).toBe(all === 40);
});

test('a run without a sample has a chart that says so', () => {
  expect(texts(chart(refused()))).toContain('no value was seen');
});

test('whatever the names are, it is XML without a number that is none', () => {
  const drill = aborted();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const events = drill.map((event): Event => (event.kind === 'run.started' ? { ...event, experiment: name, run: name } : event));
      const svg = chart(events);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      expect(svg.isWellFormed()).toBe(true);
      expect(svg.replace(/<\/?[a-zA-Z]+(?: [a-zA-Z0-9-]+="[^"<>]*")*\/?>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
    }),
    { numRuns: 30 },
  );
});

test('an axis has round times, and starts at nothing where that costs little', () => {
  expect(ticks(1000, 96_000, 8)).toEqual([15_000, 30_000, 45_000, 60_000, 75_000, 90_000]);
  expect(extentOf([100, 500], false)[0]).toBe(0);
  expect(extentOf([0.98, 1], true)).toEqual([expect.closeTo(0.9784), 1]);
  expect(extentOf([], false)).toEqual([0, 1]);
});
