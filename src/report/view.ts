/** One view of a run for every format: what the record says, put together once. */
import { conclude } from '../domain/analysis/conclude.ts';
import { fold } from '../domain/analysis/fold.ts';
import { begin, type Analysis } from '../domain/analysis/state.ts';
import type { Event, FaultFacts, Phase, RunStarted, SliFacts } from '../domain/events.ts';
import type { FaultPlan } from '../domain/plan.ts';
import type { Who } from '../domain/undo.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { FaultResult, Verdict } from '../domain/verdict.ts';
import { Series, type Point } from './series.ts';
import { thresholdsOf, type Threshold } from './thresholds.ts';

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
  /** All of the run in a bounded number of points. */
  readonly points: readonly Point[];
  readonly thresholds: readonly Threshold[];
}

export interface RunView {
  readonly started: RunStarted;
  readonly verdict: Verdict;
  readonly faults: readonly FaultView[];
  readonly slis: readonly SliView[];
  /** Those entered so far, in their order. */
  readonly phases: readonly Phase[];
  /** The first breach of each abort condition. */
  readonly breaches: readonly { readonly id: string; readonly since: Ms }[];
  /** When everything was out again, or had been given up on. */
  readonly restoredAt?: Ms;
  readonly checks: readonly { readonly check: string; readonly detail: string }[];
  readonly detection: readonly { readonly id: string; readonly worst: Ms; readonly why: string }[];
  /** From the first event to the last. */
  readonly lasted: Ms;
  /** By the clock of the machine, when it ended; absent where the record just stops. */
  readonly finished?: string;
  /** Who wrote the end: the guardian, or a later `restore`, where the runner could not. */
  readonly finishedBy?: Who;
}

/** What a view is put together from, so far; a sink holds one while the run lasts. */
export interface Seen {
  analysis: Analysis;
  started?: RunStarted;
  planned?: Extract<Event, { readonly kind: 'plan.resolved' }>;
  missing: Readonly<Record<string, string>>;
  finished?: Extract<Event, { readonly kind: 'run.finished' }>;
  readonly checks: { readonly check: string; readonly detail: string }[];
  readonly series: Map<string, Series>;
  readonly phases: Phase[];
  readonly breaches: Map<string, Ms>;
}

export const beginView = (): Seen => ({ analysis: begin(), missing: {}, checks: [], series: new Map(), phases: [], breaches: new Map() });

/** The view of a record; `undefined` for one that does not say what was run. Its size does not grow with the record's. */
export function viewOf(events: Iterable<Event>): RunView | undefined {
  const seen = beginView();
  for (const event of events) takeEvent(seen, event);
  return viewSoFar(seen);
}

/** The view of what was taken until now; of a run that still lasts, its verdict is not yet to be believed. */
export const viewSoFar = (seen: Seen): RunView | undefined => (seen.started === undefined ? undefined : assemble(seen, seen.started));

export function takeEvent(seen: Seen, event: Event): void {
  seen.analysis = fold(seen.analysis, event);
  if (event.kind === 'sli.sampled') seen.series.get(event.sli)?.add(event.sample);
  else if (event.kind === 'run.started') start(seen, event);
  else if (event.kind === 'plan.resolved') seen.planned = event;
  else if (event.kind === 'phase.entered') seen.phases.push(event.phase);
  else if (event.kind === 'preflight.checked') seen.checks.push({ check: event.check, detail: event.detail });
  else if (event.kind === 'baseline.measured') seen.missing = event.missing;
  else if (event.kind === 'abort.breached') seen.breaches.set(event.id, seen.breaches.get(event.id) ?? event.since);
  else if (event.kind === 'run.finished') seen.finished = event;
}

function start(seen: Seen, started: RunStarted): void {
  seen.started = started;
  for (const { name, every } of started.slis) seen.series.set(name, new Series(every));
}

function assemble(seen: Seen, started: RunStarted): RunView {
  const { analysis, planned, finished, checks, phases } = seen;
  const verdict = conclude(analysis);
  return {
    started,
    verdict,
    faults: verdict.faults.map((result) => faultView(result, started, planned)),
    slis: verdict.slis.flatMap((sli) => sliView(sli, started, seen)),
    phases: [...phases],
    breaches: [...seen.breaches].map(([id, since]) => ({ id, since })),
    ...(analysis.restoredAt === undefined ? {} : { restoredAt: analysis.restoredAt }),
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

function sliView(sli: Verdict['slis'][number], started: RunStarted, { missing, series }: Seen): readonly SliView[] {
  const facts = started.slis.find(({ name }) => name === sli.name);
  if (facts === undefined) return [];
  const noBaseline = missing[sli.name];
  return [
    {
      facts,
      seen: sli,
      ...(noBaseline === undefined ? {} : { noBaseline }),
      points: series.get(sli.name)?.points() ?? [],
      thresholds: thresholdsOf(started, facts, sli.baseline),
    },
  ];
}
