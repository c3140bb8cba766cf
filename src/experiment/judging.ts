import type { AbortCondition, Experiment } from '../domain/experiment.ts';
import { complainOfConflicts, patienceOf, readAbort, type Abort } from './abort.ts';
import { conditionKeys } from './condition-keys.ts';
import { readConditions } from './condition.ts';
import type { Sections } from './document.ts';
import { doubtAborts } from './doubts.ts';
import { readExpectations } from './expectations.ts';
import type { Problems } from './problems.ts';
import type { Slis } from './sli.ts';
import type { Timeline } from './timeline.ts';

type Judging = Pick<Experiment, 'steadyState' | 'expect' | 'abort' | 'abortNone'>;

interface Known {
  /** Absent where the file names none. */
  readonly slis: Slis | undefined;
  readonly timeline: Timeline | undefined;
  readonly limits: Experiment['limits'];
}

/** Everything the SLIs are held against. */
export function readJudging(problems: Problems, sections: Sections, { slis, timeline, limits }: Known): Judging {
  const steady = readConditions(problems, 'steady-state', conditionKeys['steady-state'], sections['steady-state'], slis);
  const expect = readExpectations(problems, sections.expect, slis, timeline);
  const abort = readAbort(problems, sections.abort, slis);
  if (abort.kind === 'conditions') complainOfConflicts(problems, steady, abort.read);
  const judging = { steadyState: steady.map(({ condition }) => condition), expect, ...watched(problems, abort, limits) };
  if (abort.kind === 'conditions')
    doubtAborts(
      problems,
      expect,
      abort.read,
      judging.abort.map(({ patience }) => patience),
    );
  return judging;
}

function watched(problems: Problems, abort: Abort, limits: Experiment['limits']): Pick<Judging, 'abort' | 'abortNone'> {
  if (abort.kind === 'none') return { abort: [], abortNone: abort.why };
  const conditions = abort.read.map((read): AbortCondition => ({
    id: read.id,
    condition: read.condition,
    patience: patienceOf(problems, read, limits.duration),
  }));
  return { abort: conditions };
}
