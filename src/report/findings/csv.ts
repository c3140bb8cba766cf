/** Findings for a spreadsheet: RFC 4180, and nothing in it that a spreadsheet would take for a formula. */
import type { Finding } from '../../domain/memory/finding.ts';
import { oneLine } from '../one-line.ts';
import { day } from '../trend/words.ts';
import { statusOf, whatOf } from './words.ts';

const head = ['id', 'status', 'flags', 'experiment', 'environment', 'finding', 'seen', 'expected', 'run', 'seen on', 'times seen', 'owner', 'deliverable', 'deadline', 'category']; // prettier-ignore

export function findingsCsv(findings: readonly Finding[]): string {
  return [head, ...findings.map(row)].map((cells) => cells.map(cell).join(',')).join('\r\n');
}

function row(finding: Finding): readonly string[] {
  const { id, about, flags, evidence, triage } = finding;
  const last = evidence.at(-1);
  return [
    ...[id, statusOf(finding), flags.join(' '), about.experiment ?? '', about.kind === 'told' ? '' : about.environment, whatOf(finding)],
    ...[last?.seen ?? '', last?.against ?? '', last?.run ?? '', last === undefined ? '' : day(last.wall), `${evidence.length}`],
    ...[triage.owner ?? '', triage.deliverable ?? '', triage.deadline ?? '', triage.category ?? ''],
  ];
}

/** A quote in front keeps a text a text (OWASP, CSV injection), also where the sign is the wide one that some programs take for the same. */
function cell(text: string): string {
  const line = oneLine(text);
  const safe = /^\s*[=+\-@＝＋－＠]/.test(line) ? `'${line}` : line;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
