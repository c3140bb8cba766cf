import type { Finding } from '../../domain/memory/finding.ts';
import { several } from '../../domain/wording.ts';

/** What one run means for the findings of its experiment, in a line: what it opened or closed, and what is still open; `undefined` where there is nothing to say. */
export function findingsLine(findings: readonly Finding[], run: string): string | undefined {
  const open = findings.filter(({ status }) => status.kind === 'open');
  const opened = open.filter(({ evidence }) => evidence.at(-1)?.run === run);
  const closed = findings.filter(({ status, proof }) => status.kind === 'verified' && proof?.run === run);
  const overdue = open.filter(({ flags }) => flags.includes('overdue'));
  const names = (of: readonly Finding[]): string => of.map(({ id }) => id).join(', ');
  const parts = [
    ...(opened.length === 0 ? [] : [`this run shows ${names(opened)}`]),
    ...(closed.length === 0 ? [] : [`this run closes ${names(closed)}`]),
    ...(open.length === 0 ? [] : [`${several(open.length, 'finding')} open${overdue.length === 0 ? '' : `, ${overdue.length} overdue`}`]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}
