/** Which fault starts when. Times are offsets in ms from the start of the injection; `after` chains are acyclic, the language sees to that. */
import type { Experiment, FaultSpec } from './experiment.ts';
import { recoveryWithin } from './recovery.ts';
import { holdTime, settling } from './steady.ts';
import { ms, type Ms } from './units.ts';

/** When a fault is due, as far as that is known beforehand. */
export interface PlannedFault {
  readonly fault: string;
  readonly starts: Ms;
  /** Absent where it ends by itself: nobody knows when. */
  readonly ends?: Ms;
}

/** The faults in the order in which they start; one without `for` is taken to last `heals` at most, for those that come after it. */
export function planTimeline(faults: readonly FaultSpec[], heals: Ms): readonly PlannedFault[] {
  return faults.map((fault) => planned(fault, startOf(fault, faults, heals))).sort((one, other) => one.starts - other.starts);
}

function planned(fault: FaultSpec, starts: Ms): PlannedFault {
  const ends = fault.for === undefined ? {} : { ends: ms(starts + fault.for) };
  return { fault: fault.name, starts, ...ends };
}

/** A chain longer than the number of faults would be a circle: it ends there instead of never. */
function startOf(fault: FaultSpec, faults: readonly FaultSpec[], heals: Ms, depth = 0): Ms {
  const { start } = fault;
  if (start.kind === 'at') return start.at;
  const before = faults.find(({ name }) => name === start.fault);
  if (before === undefined || depth > faults.length) return ms(0);
  return ms(startOf(before, faults, heals, depth + 1) + (before.for ?? heals));
}

/** When the last fault ends at the latest. */
export function faultsLast(faults: readonly FaultSpec[], heals: Ms): Ms {
  return ms(Math.max(0, ...planTimeline(faults, heals).map(({ starts, ends }) => ends ?? ms(starts + heals))));
}

export interface DurationPart {
  readonly part: string;
  readonly time: Ms;
}

type Timed = Pick<Experiment, 'application' | 'faults' | 'expect' | 'baseline' | 'limits'>;

/**
 * About how long the run takes where every wait is used up, part by part. No bound: faults on one target come out one after
 * another, each restore may be tried twice, and an injection takes its time to show.
 */
export function roughDuration(experiment: Timed): { readonly total: Ms; readonly parts: readonly DurationPart[] } {
  const { application, faults, baseline, limits } = experiment;
  const heals = recoveryWithin(experiment.expect);
  const parts = [
    ...(application === undefined ? [] : [{ part: 'application', time: application.within }]),
    { part: 'steady state', time: ms(settling + holdTime) },
    { part: 'baseline', time: ms(baseline.warmUp + baseline.for) },
    { part: 'faults', time: injecting(faults, heals, limits.duration) },
    { part: 'restore', time: limits.restore },
    { part: 'recovery', time: ms(Math.max(heals + holdTime, ...waits(experiment))) },
  ];
  return { total: ms(parts.reduce((sum, { time }) => sum + time, 0)), parts };
}

/** The hard limit counts from the first injection, which may have to wait for its time. */
function injecting(faults: readonly FaultSpec[], heals: Ms, limit: Ms): Ms {
  const first = planTimeline(faults, heals)[0]?.starts ?? 0;
  return ms(Math.min(first + limit, faultsLast(faults, heals)));
}

/** What is still expected after the restore, and how long that may take. */
function waits({ expect }: Timed): readonly number[] {
  return expect.flatMap((one) => (one.kind === 'eventually' && one.from === 'restore' ? [one.within] : []));
}
