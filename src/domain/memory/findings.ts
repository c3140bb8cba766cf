/** The fold of runs and of what people said into findings: the same facts give the same findings in every process. */
import type { FindingEdit } from './edit.ts';
import { environmentOf, failuresOf, proofOf, wallOf, type Failure } from './failures.ts';
import { findingId } from './finding-id.ts';
import type { Changed, Finding, Watched } from './finding.ts';
import { flagged } from './flags.ts';
import { failedIn, heldIn, opened, orphan, said, told, type Draft } from './draft.ts';
import type { RunSummary } from './run-summary.ts';

type Fact =
  | { readonly kind: 'run'; readonly wall: string; readonly run: RunSummary }
  | { readonly kind: 'edit'; readonly wall: string; readonly edit: FindingEdit };

interface Folding {
  readonly drafts: Map<string, Draft>;
  /** What was said of a finding before its run is seen: two machines need not agree to the second. */
  readonly early: Map<string, FindingEdit[]>;
}

/**
 * Every finding, the oldest first.
 * @param runs in any order; those that are still under way say nothing yet
 * @param now ISO 8601 in UTC: what is overdue is so today
 */
export function findingsOf(runs: readonly RunSummary[], edits: readonly FindingEdit[], now: string): readonly Finding[] {
  const folding: Folding = { drafts: new Map(), early: new Map() };
  for (const fact of inOrder(runs, edits)) {
    if (fact.kind === 'run') takeRun(folding, fact.run);
    else takeEdit(folding, fact.edit);
  }
  const lost = [...folding.early].flatMap(([id, [first, ...rest]]) => (first === undefined ? [] : [rest.reduce(said, said(orphan(id, first), first))]));
  return [...folding.drafts.values(), ...lost].map((draft) => flagged(draft, now));
}

function inOrder(runs: readonly RunSummary[], edits: readonly FindingEdit[]): readonly Fact[] {
  const facts: Fact[] = [
    ...runs.map((run) => ({ kind: 'run', wall: wallOf(run), run }) as const),
    ...edits.map((edit) => ({ kind: 'edit', wall: edit.wall, edit }) as const),
  ];
  return facts.toSorted((a, b) => (a.wall < b.wall ? -1 : Number(a.wall > b.wall)));
}

function takeRun({ drafts, early }: Folding, run: RunSummary): void {
  for (const failure of failuresOf(run)) fail(drafts, early, failure);
  for (const [id, draft] of drafts) {
    if (draft.about.kind === 'told') continue;
    const proof = proofOf(run, draft.about);
    const changed = changedIn(run, draft.about, draft.changed);
    drafts.set(id, { ...(proof === undefined ? draft : heldIn(draft, proof)), changed });
  }
}

function fail(drafts: Map<string, Draft>, early: Map<string, FindingEdit[]>, failure: Failure): void {
  const about = identity(failure.about);
  const same = [...drafts.values()].find((draft) => draft.about.kind !== 'told' && identity(draft.about).join('\n') === about.join('\n'));
  if (same !== undefined) return void drafts.set(same.id, failedIn(same, failure));
  const id = findingId(about, (one) => drafts.has(one));
  const waiting = early.get(id) ?? [];
  early.delete(id);
  drafts.set(id, waiting.reduce(said, opened(id, failure)));
}

const identity = ({ experiment, environment, kind, key }: Watched): readonly string[] => [experiment, environment, kind, key];

function takeEdit({ drafts, early }: Folding, edit: FindingEdit): void {
  const draft = drafts.get(edit.finding);
  if (draft !== undefined) drafts.set(edit.finding, said(draft, edit));
  else if (edit.kind === 'added') drafts.set(edit.finding, (early.get(edit.finding) ?? []).reduce(said, told(edit)));
  else early.set(edit.finding, [...(early.get(edit.finding) ?? []), edit]);
  if (edit.kind === 'added') early.delete(edit.finding);
}

/** Whether the file says it otherwise now: what has its place, or that nothing has. A run that judged nothing leaves what was known. */
function changedIn(run: RunSummary, about: Watched, before: Changed | undefined): Changed | undefined {
  if (run.experiment !== about.experiment || environmentOf(run) !== about.environment || about.kind === 'restore') return before;
  const now = about.kind === 'expectation' ? run.expectations : run.aborts;
  if (run.expectations.length === 0) return before;
  if (now.some(({ key }) => key === about.key)) return undefined;
  const to = now.find(({ id }) => id === about.place)?.written;
  if (before !== undefined && before.to === to) return before;
  return { run: run.run, wall: run.started, ...(to === undefined ? {} : { to }) };
}
