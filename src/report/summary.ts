/** What is remembered of a run for good: the view without samples and drawings. */
import { haltSentence } from '../domain/analysis/reasons.ts';
import { begin } from '../domain/analysis/state.ts';
import { abortsOf, worseOf } from '../domain/memory/aborts.ts';
import { keyOf, writtenOf } from '../domain/memory/as-written.ts';
import { summaryVersion, type Remembered, type RememberedSli, type RunSummary } from '../domain/memory/run-summary.ts';
import type { Judged, Verdict } from '../domain/verdict.ts';
import type { FaultView, RunView, SliView } from './view.ts';

/** The summary of a view; @param recorded the bytes of the record that the view was made of. */
export function summarise(view: RunView, recorded: number): RunSummary {
  const { started, verdict, finished, lasted } = view;
  const { run, experiment, hypothesis, owner, file, environment, production, rehearsal, seed, slot } = started;
  const { outcome, exitCode, because, recovery, refusals } = verdict;
  return {
    schemaVersion: summaryVersion,
    recorded,
    ...{ run, experiment, hypothesis, file, production, rehearsal, seed, started: started.wall, lasted, outcome, exitCode, because },
    ...(owner === undefined ? {} : { owner }),
    ...(environment === undefined ? {} : { environment }),
    ...(finished === undefined ? {} : { finished }),
    ...(slot === undefined ? {} : { slot }),
    ...(recovery === undefined ? {} : { recovery }),
    ...haltOf(verdict),
    expectations: verdict.expectations.flatMap((judged) => remembered(view, judged)),
    slis: view.slis.map((sli) => sliOf(view, sli)),
    aborts: abortsOf(started, verdict.halt?.reason, (sli) => verdict.slis.find(({ name }) => name === sli)?.baseline),
    faults: view.faults.map(faultOf),
    refusals: refusals.map(({ why }) => why),
  };
}

/** Judged is only what the record says was expected. */
function remembered({ started }: RunView, judged: Judged): readonly Remembered[] {
  const { samples: _, ...kept } = judged;
  const expectation = started.expect.find(({ id }) => id === judged.id);
  return expectation === undefined ? [] : [{ ...kept, key: keyOf(started, expectation), written: writtenOf(started, expectation) }];
}

function sliOf({ started }: RunView, { facts, seen }: SliView): RememberedSli {
  const worse = worseOf(facts.name, started);
  return { ...seen, dimension: facts.unit.dimension, ...(worse === undefined ? {} : { worse }) };
}

function faultOf({ result, facts }: FaultView): RunSummary['faults'][number] {
  const { fault, n, status, targets, restoreTook, hits, by } = result;
  return {
    ...{ fault, n, status, targets },
    ...(restoreTook === undefined ? {} : { restoreTook }),
    ...(hits === undefined ? {} : { hits }),
    ...(by === undefined ? {} : { by }),
    ...(facts === undefined ? {} : { type: facts.type }),
  };
}

/** Where the halt is what the run ended by, the words that say so; else the reason alone. */
function haltOf({ halt, outcome, because }: Verdict): Pick<RunSummary, 'halt'> {
  if (halt === undefined) return {};
  const { reason, ...times } = halt;
  return { halt: { words: outcome === 'aborted' ? because : haltSentence(begin(), reason), ...times } };
}
