/** What one run says of what may break: broken, with its number, or shown to hold. Rehearsals inject nothing, hence say nothing. */
import { show } from '../units.ts';
import type { Outcome } from '../verdict.ts';
import type { Evidence, Proof, Watched } from './finding.ts';
import type { RememberedAbort, RunSummary } from './run-summary.ts';

export interface Failure {
  readonly about: Watched;
  readonly evidence: Evidence;
}

/** Where the file names no environment it is this. */
export const environmentOf = (run: Pick<RunSummary, 'environment'>): string => run.environment ?? 'local';

/** When a run is known to have ended, or at least that it was there. */
export const wallOf = (run: Pick<RunSummary, 'started' | 'finished'>): string => run.finished ?? run.started;

const broke: ReadonlySet<Outcome> = new Set(['refuted', 'aborted', 'not restored']);

/** Each broken expectation, the abort condition that halted it, each fault that it did not take out itself. */
export function failuresOf(run: RunSummary): readonly Failure[] {
  if (run.rehearsal) return [];
  return [...(broke.has(run.outcome) ? [...brokenExpectations(run), ...breachedAborts(run)] : []), ...unrestored(run)];
}

const brokenExpectations = (run: RunSummary): readonly Failure[] =>
  run.expectations
    .filter(({ status }) => status === 'broken')
    .map(({ id, key, written, shown, text }) => failure(run, { kind: 'expectation', key, place: id, written }, shown ?? 'no value', text));

const breachedAborts = (run: RunSummary): readonly Failure[] =>
  run.aborts.flatMap((abort) => {
    const { id, key, written, breached } = abort;
    return breached === undefined ? [] : [failure(run, { kind: 'abort', key, place: id, written }, breached.shown, abortWords(run, abort, breached.limit))];
  });

/** The limit in numbers beside the condition as written, where a baseline gave it one. */
function abortWords(run: RunSummary, { sli, written }: RememberedAbort, limit: number | undefined): string {
  const dimension = run.slis.find(({ name }) => name === sli)?.dimension ?? 'number';
  return `no breach of “${written}”${limit === undefined || !written.includes('baseline') ? '' : ` (${show(limit, dimension)})`}`;
}

/** Each fault once, however many of its injections were left. */
function unrestored(run: RunSummary): readonly Failure[] {
  const left = run.faults.filter(({ status, by }) => status === 'left' || status === 'forgotten' || (status === 'restored' && by === 'restore'));
  return [...Map.groupBy(left, ({ fault }) => fault)].map(([fault, injections]) => {
    const about = { kind: 'restore', key: `restore ${fault}`, place: fault, written: `${fault} is taken out by the run itself` } as const;
    const how = injections.every(({ status }) => status === 'restored') ? 'restored' : 'left';
    const targets = [...new Set(injections.flatMap((one) => one.targets))].join(', ');
    return failure(run, about, `${leftWords[how]} on ${targets}`, 'restored, and seen to be gone');
  });
}

const leftWords = { restored: 'taken out by firedrill restore only', left: 'not restored' } as const;

function failure(run: RunSummary, about: Pick<Watched, 'kind' | 'key' | 'place' | 'written'>, seen: string, against: string): Failure {
  return {
    about: { ...about, experiment: run.experiment, environment: environmentOf(run), file: run.file },
    evidence: { run: run.run, wall: wallOf(run), seen, against },
  };
}

/**
 * That this run shows the same to hold: it went to its end with every fault in place, and judged the very same thing.
 * `undefined` where it says nothing: undecided, another environment, another threshold.
 */
export function proofOf(run: RunSummary, about: Watched): Proof | undefined {
  if (run.rehearsal || run.experiment !== about.experiment || environmentOf(run) !== about.environment) return undefined;
  const seen = seenHolding(run, about);
  return seen === undefined ? undefined : { run: run.run, wall: wallOf(run), seen, file: run.file };
}

function seenHolding(run: RunSummary, { kind, key, place }: Watched): string | undefined {
  switch (kind) {
    case 'expectation': {
      const met = wentThrough(run) ? run.expectations.find((one) => one.key === key && one.status === 'met') : undefined;
      return met === undefined ? undefined : (met.shown ?? 'met');
    }
    case 'abort':
      return wentThrough(run) && run.aborts.some((one) => one.key === key && one.breached === undefined) ? 'not breached' : undefined;
    case 'restore': {
      const injections = run.faults.filter(({ fault }) => fault === place);
      const out = injections.length > 0 && injections.every(({ status, by }) => status === 'restored' && by !== 'restore');
      return out ? 'restored, and seen to be gone' : undefined;
    }
  }
}

/** An inconclusive run lacks evidence, and one that was halted did not see the whole window: neither closes anything. */
function wentThrough({ outcome, faults }: RunSummary): boolean {
  return (outcome === 'held' || outcome === 'refuted') && faults.every(({ status }) => status === 'restored');
}
