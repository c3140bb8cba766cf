import * as fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { formatOf, parseExposition, type Format } from '../../../src/probes/scrape/exposition.ts';
import { selectorOf } from '../../../src/probes/scrape/selector.ts';

const contentTypes = { text: Registry.PROMETHEUS_CONTENT_TYPE, openmetrics: Registry.OPENMETRICS_CONTENT_TYPE };
const values = (body: string, metric: string, format: Format = 'text') =>
  parseExposition(body, format)
    .select(selectorOf(metric))
    .map(({ value }) => value);

const labelValue = fc.string({
  unit: fc.oneof(fc.constantFrom('\\', '"', '\n', ',', '=', '{', '}', '#', ' ', '/', 'n'), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' })),
  maxLength: 12,
});
// Plus zero, because prom-client writes -0 as 0.
const value = fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NaN), fc.integer()).map((value) => value + 0);

test.each(['text', 'openmetrics'] as const)('what prom-client writes as %s comes back', async (format) => {
  const series = fc.uniqueArray(fc.tuple(labelValue, labelValue, value), { selector: ([a, b]) => JSON.stringify([a, b]), minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(series, async (written) => {
      const registry = new Registry();
      registry.setContentType(contentTypes[format] as never);
      const gauge = new Gauge({ name: 'g', help: 'a "gauge"\n# TYPE', labelNames: ['a', 'b'], registers: [registry] });
      for (const [a, b, value] of written) gauge.set({ a, b }, value);
      const page = parseExposition(await registry.metrics(), format);
      for (const [a, b, value] of written) {
        const found = page.select({
          text: JSON.stringify([a, b]),
          name: 'g',
          matches: (labels) => (labels.get('a') ?? '') === a && (labels.get('b') ?? '') === b,
        });
        expect(found.map((series) => series.value)).toEqual([value]);
      }
    }),
    { numRuns: 200 },
  );
});

test('counters, histograms and their exemplars are read as OpenMetrics', async () => {
  const registry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  new Counter({ name: 'orders_total', help: 'x', registers: [registry] }).inc(3);
  const histogram = new Histogram({ name: 'took', help: 'x', buckets: [1, 2], registers: [registry], enableExemplars: true });
  histogram.observe({ value: 1.5, exemplarLabels: { traceId: 'a#b}' } } as never);
  const body = await registry.metrics();
  expect(body).toContain('# {traceId="a#b}"} 1.5');
  expect(values(body, 'orders_total', 'openmetrics')).toEqual([3]);
  expect(values(body, 'took_bucket{le="2"}', 'openmetrics')).toEqual([1]);
});

test.each([
  ['a 1', 1],
  ['a{} 1', 1],
  ['a{x="1"}2', 2],
  ['a { x = "1" , } 2', 2],
  ['  a\t1  ', 1],
  ['a 1.5e-3 1395066363000', 0.0015],
  ['a -.5', -0.5],
  ['a NaN', Number.NaN],
  ['a Nan', Number.NaN],
  ['a +Inf', Infinity],
  ['a -Inf', -Infinity],
  ['  # TYPE a gauge\na 1', 1],
  ['# just a remark\n\na 1\r\n', 1],
  ['# HELP a any text # here\n# TYPE a gauge\na 1', 1],
])('text: %j', (body, value) => {
  expect(values(body, 'a')).toEqual([value]);
});

test.each([
  ['a', 'line 1: expected a metric and its value, got "a"'],
  ['a1', 'line 1: expected a metric and its value, got "a1"'],
  ['<html><body>', 'line 1: expected a metric and its value, got "<html><body>"'],
  ['{"status":"ok"}', 'line 1: expected a metric and its value, got "{\\"status\\":\\"ok\\"}"'],
  ['b 1\na x', 'line 2: expected a number, got "x"'],
  ['a 0x10', 'line 1: expected a number, got "0x10"'],
  ['a 1 2 3', 'line 1: expected a metric and its value, got "a 1 2 3"'],
  ['a{x="1} 1', 'line 1: expected a metric and its value, got "a{x=\\"1} 1"'],
  ['a{x=1} 1', 'line 1: expected labels such as code="200", got {x=1}'],
  ['a{x="1",x="2"} 1', 'line 1: the label x stands twice in one series'],
  ['a{x="1",y="2"} 1\na{y="2",x="1",z=""} 1', 'line 2: the series a{x="1",y="2"} stands twice on the page'],
  ['a 1 # {t="x"} 1', 'line 1: expected a metric and its value, got "a 1 # {t=\\"x\\"} 1"'],
  ['# TYPE a gage\na 1', 'line 1: expected a type such as counter or gauge, got "gage"'],
  ['# TYPE a gauge\n# TYPE a counter\na 1', 'line 2: the type of a is declared twice'],
])('text: %j is no page', (body, message) => {
  expect(() => parseExposition(body, 'text')).toThrow(new Error(message));
});

test.each([
  ['a 1\n', 'the page does not end with # EOF: it was cut, or is not OpenMetrics'],
  ['a 1\n# EOF\nb 1\n', 'the page does not end with # EOF: it was cut, or is not OpenMetrics'],
  ['# EOF\na 1\n# EOF\n', 'line 1: expected HELP, TYPE or UNIT after #, and # EOF at the end alone'],
  ['a 1\n\nb 1\n# EOF\n', 'line 2: an empty line, which OpenMetrics does not allow'],
  ['# remark\n# EOF', 'line 1: expected HELP, TYPE or UNIT after #, and # EOF at the end alone'],
])('openmetrics: %j is no page', (body, message) => {
  expect(() => parseExposition(body, 'openmetrics')).toThrow(new Error(message));
});

test('a page that was cut anywhere is refused as OpenMetrics', () => {
  const body = '# TYPE a counter\n# UNIT a seconds\na_total{x="1"} 10 1395066363.5 # {t="1"} 5 1395066363.2\na_created{x="1"} 1395066360\n# EOF\n';
  expect(values(body, 'a_total', 'openmetrics')).toEqual([10]);
  for (let end = 0; end < body.length - 1; end += 1) expect(() => parseExposition(body.slice(0, end), 'openmetrics')).toThrow();
});

test('the content type says the format', () => {
  expect(formatOf('application/openmetrics-text; version=1.0.0; charset=utf-8')).toBe('openmetrics');
  expect(formatOf('text/plain; version=0.0.4')).toBe('text');
  expect(formatOf(undefined)).toBe('text');
});

test('no text, however odd, is anything but a page or an error', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '{', '}', '"', '\\', ' ', '=', ',', '1', '#', '\n', 'x="1"'), maxLength: 60 }),
      fc.constantFrom<Format>('text', 'openmetrics'),
      (body, format) => {
        try {
          parseExposition(body, format);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      },
    ),
  );
});
