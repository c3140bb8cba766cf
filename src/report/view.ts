/** One view of a run for every format: what the record says, put together once. */
import { conclude } from '../domain/analysis/conclude.ts';
import { fold } from '../domain/analysis/fold.ts';
import { begin, type Analysis } from '../domain/analysis/state.ts';
import type { Event, FaultFacts, RunStarted, SliFacts } from '../domain/events.ts';
import type { FaultPlan } from '../domain/plan.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { FaultResult, Verdict } from '../domain/verdict.ts';

/** One injection with what was planned for it; `facts` is absent for a program that the run itself started. */
export interface FaultView {
  readonly result: FaultResult;
  readonly facts?: FaultFacts;
  readonly plan?: Pick<FaultPlan, 'restores' | 'harm' | 'lease'>;
}

export interface SliView {
  readonly facts: SliFacts;
  readonly seen: Verdict['slis'][number];
  /** Why it has no baseline, where that was looked for. */
  readonly noBaseline?: string;
}

export interface RunView {
  readonly started: RunStarted;
  readonly verdict: Verdict;
  readonly faults: readonly FaultView[];
  readonly slis: readonly SliView[];
  readonly checks: readonly { readonly check: string; readonly detail: string }[];
  readonly detection: readonly { readonly id: string; readonly worst: Ms; readonly why: string }[];
  /** From the first event to the last. */
  readonly lasted: Ms;
  /** By the clock of the machine, when it ended; absent where the record just stops. */
  readonly finished?: string;
  /** Who wrote the end: the guardian, or a later `restore`, where the runner could not. */
  readonly finishedBy?: 'runner' | 'guardian' | 'restore';
}

interface Seen {
  analysis: Analysis;
  started?: RunStarted;
  planned?: Extract<Event, { readonly kind: 'plan.resolved' }>;
  missing: Readonly<Record<string, string>>;
  finished?: Extract<Event, { readonly kind: 'run.finished' }>;
  readonly checks: { readonly check: string; readonly detail: string }[];
}

/** The view of a record; `undefined` for one that does not say what was run. Keeps no sample, however long the record. */
export function viewOf(events: Iterable<Event>): RunView | undefined {
  const seen: Seen = { analysis: begin(), missing: {}, checks: [] };
  for (const event of events) take(seen, event);
  return seen.started === undefined ? undefined : assemble(seen, seen.started);
}

function take(seen: Seen, event: Event): void {
  seen.analysis = fold(seen.analysis, event);
  if (event.kind === 'run.started') seen.started = event;
  else if (event.kind === 'plan.resolved') seen.planned = event;
  else if (event.kind === 'preflight.checked') seen.checks.push({ check: event.check, detail: event.detail });
  else if (event.kind === 'baseline.measured') seen.missing = event.missing;
  else if (event.kind === 'run.finished') seen.finished = event;
}

function assemble({ analysis, planned, missing, finished, checks }: Seen, started: RunStarted): RunView {
  const verdict = conclude(analysis);
  return {
    started,
    verdict,
    faults: verdict.faults.map((result) => faultView(result, started, planned)),
    slis: verdict.slis.flatMap((seen) => sliView(seen, started, missing)),
    checks,
    detection: planned?.detection ?? [],
    lasted: ms(analysis.now),
    ...(finished === undefined ? {} : { finished: finished.wall, finishedBy: finished.by }),
  };
}

function faultView(result: FaultResult, started: RunStarted, planned: Seen['planned']): FaultView {
  const facts = started.faults.find(({ name }) => name === result.fault);
  const plan = planned?.faults.find(({ name }) => name === result.fault)?.plan;
  return { result, ...(facts === undefined ? {} : { facts }), ...(plan === undefined ? {} : { plan }) };
}

function sliView(seen: Verdict['slis'][number], started: RunStarted, missing: Seen['missing']): readonly SliView[] {
  const facts = started.slis.find(({ name }) => name === seen.name);
  const noBaseline = missing[seen.name];
  return facts === undefined ? [] : [{ facts, seen, ...(noBaseline === undefined ? {} : { noBaseline }) }];
}
