/**
 * Reads a metrics page. Text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/;
 * OpenMetrics 1.0: https://prometheus.io/docs/specs/om/open_metrics_spec/. Why not a library: docs/decisions/020-own-metrics-parser.md.
 */
import { Exposition, type Series } from './series.ts';
import { KnownLabels } from './labels.ts';
import { reason } from '../../domain/reason.ts';

export type Format = 'text' | 'openmetrics';

const labels = String.raw`\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}`;
const start = String.raw`^([a-zA-Z_:][\w:]*)(?:[ \t]*${labels}[ \t]*|[ \t]+)([^\s#]+)(?:[ \t]+([-+.\deE]+))?`;
/** Timestamps on the page are read over: a value is as fresh as its fetch. */
const sample = {
  text: new RegExp(`${start}$`, 's'),
  openmetrics: new RegExp(String.raw`${start}(?:[ \t]+#[ \t]+${labels}[ \t]+\S+(?:[ \t]+\S+)?)?$`, 's'),
};
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const special = new Map([
  ['nan', Number.NaN],
  ...['inf', '+inf', 'infinity', '+infinity'].map((name) => [name, Infinity] as const),
  ['-inf', -Infinity],
  ['-infinity', -Infinity],
]);
const types = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped', 'unknown', 'info', 'stateset', 'gaugehistogram']);

/** OpenMetrics is announced by its content type; everything else is read as text. */
export function formatOf(contentType: string | undefined): Format {
  return contentType?.trim().toLowerCase().startsWith('application/openmetrics-text') === true ? 'openmetrics' : 'text';
}

/** Throws an Error `line <n>: …` for a page that is not wholly valid: half a page is no data. */
export function parseExposition(body: string, format: Format, known = new KnownLabels()): Exposition {
  const page = new Exposition();
  const lines = body.split('\n');
  if (format === 'openmetrics') takeEof(lines);
  try {
    lines.forEach((line, index) => readNumbered(line, index + 1, format, known, page));
  } finally {
    known.turn();
  }
  return page;
}

function readNumbered(line: string, number: number, format: Format, known: KnownLabels, page: Exposition): void {
  try {
    readLine(format === 'text' ? line.trim() : line, format, known, page);
  } catch (error) {
    throw new Error(`line ${number}: ${reason(error)}`, { cause: error });
  }
}

/** The end mark is what tells a whole page from one that was cut. */
function takeEof(lines: string[]): void {
  if (lines.at(-1) === '') lines.pop();
  if (lines.pop() !== '# EOF') throw new Error('the page does not end with # EOF: it was cut, or is not OpenMetrics');
}

function readLine(line: string, format: Format, known: KnownLabels, page: Exposition): void {
  if (line.startsWith('#')) return readComment(line, format, page);
  if (line === '') {
    if (format === 'openmetrics') throw new Error('an empty line, which OpenMetrics does not allow');
    return;
  }
  const found = sample[format].exec(line);
  if (found === null) throw new Error(`expected a metric and its value, got ${JSON.stringify(line.slice(0, 60))}`);
  const [, name = '', labelText = '', value = ''] = found;
  const { labels, id } = known.get(labelText);
  page.add(name, { labels, id, value: readValue(value) } satisfies Series);
}

function readComment(line: string, format: Format, page: Exposition): void {
  const [, keyword = '', name = '', rest = ''] = /^#[ \t]*(\S*)[ \t]*(\S*)[ \t]*(.*)$/s.exec(line) ?? [];
  if (keyword === 'TYPE') {
    if (!types.has(rest.trim())) throw new Error(`expected a type such as counter or gauge, got ${JSON.stringify(rest.slice(0, 30))}`);
    return page.declare(name, rest.trim());
  }
  if (format === 'openmetrics' && keyword !== 'HELP' && keyword !== 'UNIT') throw new Error('expected HELP, TYPE or UNIT after #, and # EOF at the end alone');
}

function readValue(text: string): number {
  if (decimal.test(text)) return Number(text);
  const value = special.get(text.toLowerCase());
  if (value === undefined) throw new Error(`expected a number, got ${JSON.stringify(text.slice(0, 30))}`);
  return value;
}
