/**
 * How far back a query looks, read from its text.
 * Grammar: https://prometheus.io/docs/prometheus/latest/querying/basics/ (durations, range selectors, subqueries, offset).
 */
import { ms, type Ms } from '../../domain/units.ts';

/** What Prometheus looks back for the latest sample of a series, unless `--query.lookback-delta` says otherwise. */
export const lookback = ms(5 * 60_000);

const scale: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 };
const duration = String.raw`(?:\d+(?:\.\d+)?(?:ms|[smhdwy])?)+`;
const range = new RegExp(String.raw`\[\s*(${duration})\s*(?::[^\]]*)?\]`, 'g');
const offset = new RegExp(String.raw`\boffset\s+(${duration})`, 'gi');

/** The largest range plus the largest offset of a query; zero for a query without either. */
export function looksBack(query: string): Ms {
  const bare = withoutText(query);
  return ms(largest(bare, range) + largest(bare, offset));
}

/** Quoted text and comments may hold brackets that are no range. */
function withoutText(query: string): string {
  return query.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*/g, (text) => (text.startsWith('#') ? '' : '""'));
}

function largest(query: string, pattern: RegExp): number {
  return Math.max(0, ...[...query.matchAll(pattern)].map(([, text]) => read(text ?? '')));
}

/** A bare number is seconds, as Prometheus 3 reads it. */
function read(text: string): number {
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])?/g)].reduce((sum, [, value, unit]) => sum + Number(value) * (scale[unit ?? 's'] ?? 0), 0);
}
