/** What a time brought: drills and how they ended, findings that came, went or wait, and measures that are seen to have changed. */
import { environmentOf } from './failures.ts';
import type { Change } from './changes.ts';
import type { FindingEdit } from './edit.ts';
import type { Finding, Happening } from './finding.ts';
import { findingsOf } from './findings.ts';
import type { Measure } from './measures.ts';
import type { RunSummary } from './run-summary.ts';
import { trendOf } from './trend.ts';
import type { Outcome } from '../verdict.ts';

export interface Digest {
  readonly since: string;
  readonly until: string;
  /** How many drills ended in which outcome; none of those that nobody ran. Rehearsals are counted apart. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly drills: number;
  readonly rehearsals: number;
  /** Drills that did not hold, the oldest first. */
  readonly notHeld: readonly DigestRun[];
  readonly findings: {
    /** Opened, or opened again, in this time, and still open. */
    readonly opened: readonly Finding[];
    /** Closed in this time, by a run or by a person. */
    readonly closed: readonly Finding[];
    readonly overdue: readonly Finding[];
    readonly open: number;
    readonly untriaged: number;
  };
  readonly changes: readonly DigestChange[];
  /** Nothing in it wants anybody's eye: one line says it. */
  readonly quiet: boolean;
}

export interface DigestRun {
  readonly run: string;
  readonly experiment: string;
  readonly environment: string;
  readonly started: string;
  readonly outcome: Outcome;
  readonly because: string;
}

export interface DigestChange {
  readonly experiment: string;
  readonly environment: string;
  readonly measure: Measure;
  readonly change: Change;
}

/**
 * @param runs all that are remembered, in any order: what is a change is seen against what was before
 * @param since ISO 8601; a run belongs to the time in which it started
 */
export function digestOf(runs: readonly RunSummary[], edits: readonly FindingEdit[], since: string, now: string): Digest {
  const ordered = runs.filter(({ started }) => started <= now).toSorted((a, b) => (a.started < b.started ? -1 : Number(a.started > b.started)));
  const recent = ordered.filter(({ started }) => started >= since);
  const drills = recent.filter(({ rehearsal }) => !rehearsal);
  const findings = sorted(findingsOf(ordered, edits, now), since);
  const notHeld = drills.filter(({ outcome }) => outcome !== 'held').map(digestRun);
  const changes = newChanges(ordered, recent, since);
  return {
    since,
    until: now,
    outcomes: countsOf(drills),
    drills: drills.length,
    rehearsals: recent.length - drills.length,
    notHeld,
    findings,
    changes,
    quiet: [notHeld, findings.opened, findings.closed, findings.overdue, changes].every((list) => list.length === 0),
  };
}

const countsOf = (drills: readonly RunSummary[]): Digest['outcomes'] =>
  Object.fromEntries([...Map.groupBy(drills, ({ outcome }) => outcome)].map(([outcome, all]) => [outcome, all.length]));

const digestRun = (run: RunSummary): DigestRun => {
  const { experiment, started, outcome, because } = run;
  return { run: run.run, experiment, environment: environmentOf(run), started, outcome, because };
};

function sorted(findings: readonly Finding[], since: string): Digest['findings'] {
  const open = findings.filter(({ status }) => status.kind === 'open');
  const happened = ({ history }: Finding, kinds: readonly Happening['kind'][]): boolean =>
    history.some(({ kind, wall }) => kinds.includes(kind) && wall >= since);
  return {
    opened: open.filter((finding) => happened(finding, ['opened', 'reopened', 'added'])),
    closed: findings.filter(({ status }) => status.kind !== 'open' && status.wall >= since),
    overdue: open.filter(({ flags }) => flags.includes('overdue')),
    open: open.length,
    untriaged: open.filter(({ flags }) => flags.includes('untriaged')).length,
  };
}

/** Changes that are seen now, and were not before this time: they may have begun earlier, when there were too few runs to tell. */
function newChanges(all: readonly RunSummary[], recent: readonly RunSummary[], since: string): readonly DigestChange[] {
  const experiments = [...new Set(recent.map(({ experiment }) => experiment))];
  return experiments.flatMap((experiment) => {
    const own = all.filter((run) => run.experiment === experiment);
    const known = changesOf(experiment, own.filter(({ started }) => started < since)); // prettier-ignore
    return changesOf(experiment, own).filter((one) => !known.some((old) => isSame(old, one)));
  });
}

function changesOf(experiment: string, runs: readonly RunSummary[]): readonly DigestChange[] {
  return trendOf(experiment, runs).environments.flatMap(({ environment, measures }) =>
    measures.flatMap((measure) => measure.changes.map((change) => ({ experiment, environment, measure, change }))),
  );
}

/** More runs may move the place where a change is seen by a few. */
function isSame(one: DigestChange, other: DigestChange): boolean {
  const sameMeasure = one.environment === other.environment && one.measure.kind === other.measure.kind && one.measure.name === other.measure.name;
  return sameMeasure && one.change.sense === other.change.sense && Math.abs(one.change.since.n - other.change.since.n) <= 3;
}
