import type { Finding, Flag } from '../domain/memory/finding.ts';
import { quartersOf } from '../domain/memory/flags.ts';
import { findingsCsv } from '../report/findings/csv.ts';
import { findingsGithub, findingsMarkdown } from '../report/findings/markdown.ts';
import { findingsText, historyText } from '../report/findings/text.ts';
import { verifyText } from '../report/findings/verify.ts';
import type { ExportOptions, ListOptions } from './findings.ts';
import { findingNamed, knownFindings } from './known-findings.ts';
import { openMemory } from './remember.ts';

export async function listFindings({ all, overdue, json }: ListOptions): Promise<string> {
  await using store = await openMemory();
  const known = await knownFindings(store);
  const shown = pressingFirst(known.filter((one) => (all === true || isOpen(one)) && (overdue !== true || one.flags.includes('overdue'))));
  return json === true ? JSON.stringify({ findings: shown, quarters: quartersOf(known) }, null, 2) : findingsText(shown, known);
}

const isOpen = ({ status }: Finding): boolean => status.kind === 'open';

/** Overdue, then untriaged, then the other open ones, the oldest first; then the closed ones. */
function pressingFirst(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ status, flags }: Finding): number => {
    const has = (flag: Flag): boolean => flags.includes(flag);
    return status.kind !== 'open' ? 3 : has('overdue') ? 0 : has('untriaged') ? 1 : 2;
  };
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

export async function showFinding(id: string): Promise<string> {
  await using store = await openMemory();
  return historyText(findingNamed(await knownFindings(store), id));
}

export async function verifyFinding(id: string): Promise<{ readonly text: string; readonly verified: boolean }> {
  await using store = await openMemory();
  const finding = findingNamed(await knownFindings(store), id);
  return { text: verifyText(finding), verified: finding.proof !== undefined };
}

const formats = { md: findingsMarkdown, csv: findingsCsv, github: findingsGithub } as const;

export async function exportFindings(ids: readonly string[], { format, all }: ExportOptions): Promise<string> {
  await using store = await openMemory();
  const known = await knownFindings(store);
  const chosen = ids.length > 0 ? ids.map((id) => findingNamed(known, id)) : known.filter((one) => all === true || isOpen(one));
  return formats[format](pressingFirst(chosen));
}
