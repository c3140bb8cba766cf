/** What of a finding wants a person's eye today, and how many of which category each quarter brought. */
import { dayOf, quarterOf } from './days.ts';
import type { Draft } from './draft.ts';
import type { Finding, Flag } from './finding.ts';

/** Failures that are no more days apart than this are one failure that comes back. */
const recurringWithin = 90;

export function flagged({ proof, changed, ...draft }: Draft, now: string): Finding {
  return {
    ...draft,
    flags: flagsOf(draft, now),
    ...(proof === undefined ? {} : { proof }),
    ...(changed === undefined ? {} : { changed }),
  };
}

function flagsOf(draft: Pick<Draft, 'status' | 'triage' | 'evidence' | 'history'>, now: string): readonly Flag[] {
  const open = draft.status.kind === 'open';
  const { owner, deliverable, deadline } = draft.triage;
  const flags: Record<Flag, boolean> = {
    overdue: open && deadline !== undefined && dayOf(deadline) < dayOf(now),
    untriaged: open && (owner === undefined || deliverable === undefined || deadline === undefined),
    recurring: recurs(draft.evidence.map(({ wall }) => wall)),
    reopened: draft.history.some(({ kind }) => kind === 'reopened'),
  };
  return (['overdue', 'untriaged', 'recurring', 'reopened'] as const).filter((flag) => flags[flag]);
}

function recurs(failures: readonly string[]): boolean {
  const [before, last] = failures.slice(-2);
  return before !== undefined && last !== undefined && dayOf(last) - dayOf(before) <= recurringWithin;
}

export interface Quarter {
  /** `2026 Q4`. */
  readonly quarter: string;
  readonly counts: readonly { readonly category: string; readonly count: number }[];
}

/** How many findings of each category were opened, opened again or added in each quarter, the latest first. */
export function quartersOf(findings: readonly Finding[]): readonly Quarter[] {
  const starts = findings.flatMap(({ history, triage }) =>
    history
      .filter(({ kind }) => kind === 'opened' || kind === 'reopened' || kind === 'added')
      .map(({ wall }) => ({ quarter: quarterOf(wall), category: triage.category ?? 'no category' })),
  );
  return [...Map.groupBy(starts, ({ quarter }) => quarter)]
    .map(([quarter, all]) => ({ quarter, counts: countsOf(all.map(({ category }) => category)) }))
    .toSorted((a, b) => (a.quarter < b.quarter ? 1 : -1));
}

function countsOf(categories: readonly string[]): Quarter['counts'] {
  const counts = [...Map.groupBy(categories, (one) => one)].map(([category, all]) => ({ category, count: all.length }));
  return counts.toSorted((a, b) => b.count - a.count || (a.category < b.category ? -1 : 1));
}
