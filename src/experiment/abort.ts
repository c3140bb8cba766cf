import type { z } from 'zod';
import type { AbortCondition } from '../domain/experiment.ts';
import type { Ms } from '../domain/units.ts';
import { conditionKeys } from './condition-keys.ts';
import { readConditions, type Read } from './condition.ts';
import { conflict, type Threshold } from './conflict.ts';
import { isMapping, type Section } from './document.ts';
import type { Problems } from './problems.ts';
import type { Slis } from './sli.ts';

export type AbortRead = Read<z.output<typeof conditionKeys.abort>>;
export type SteadyRead = Read<z.output<(typeof conditionKeys)['steady-state']>>;

export type Abort = { readonly kind: 'none'; readonly why: string } | { readonly kind: 'conditions'; readonly read: readonly AbortRead[] };

/** The watcher's conditions, or the reason why there are none. */
export function readAbort(problems: Problems, section: Section | undefined, slis: Slis | undefined): Abort {
  if (isMapping(section?.value) && Object.hasOwn(section.value, 'none') && !slis?.has('none')) return readNone(problems, section.path, section.value);
  return { kind: 'conditions', read: readConditions(problems, 'abort', conditionKeys.abort, section, slis) };
}

function readNone(problems: Problems, path: Section['path'], value: Readonly<Record<string, unknown>>): Abort {
  const why = value['none'];
  if (typeof why !== 'string' || why.trim() === '')
    problems.add([...path, 'none'], 'none needs its reason.', { expected: 'expected why nothing has to stop this run, in a sentence' });
  for (const other of Object.keys(value).filter((key) => key !== 'none')) {
    problems.add([...path, other], `${other} stands beside none.`, { on: 'key', expected: 'expected conditions, or none with its reason' });
  }
  return { kind: 'none', why: String(why).trim() };
}

export function patienceOf(problems: Problems, { keys, path }: AbortRead, duration: Ms): AbortCondition['patience'] {
  if (keys.for !== undefined && keys.count !== undefined)
    problems.add([...path, 'count'], 'An abort waits for a time or for a count.', { on: 'key', expected: 'expected one of for and count' });
  if (keys.for !== undefined && keys.for >= duration)
    problems.add([...path, 'for'], 'The run is over before this condition can abort it.', { expected: 'expected less than limits.duration' });
  if (keys.for !== undefined) return { kind: 'for', for: keys.for };
  if (keys.count === undefined) return { kind: 'at-once' };
  const [count = 0, of = 0] = keys.count.split(/\s+of\s+/).map(Number);
  if (count > of) problems.add([...path, 'count'], `${count} of ${of} never happens.`, { expected: 'expected no more than there are slots' });
  return { kind: 'count', count, of };
}

/** An abort that steady state already violates would halt every healthy run. */
export function complainOfConflicts(problems: Problems, steady: readonly SteadyRead[], abort: readonly AbortRead[]): void {
  for (const { condition, sli, path } of abort) {
    const limit = thresholdOf({ condition });
    if (limit === undefined) continue;
    const same = steady.filter((other) => other.sli.name === sli.name);
    const found = conflict(
      same.flatMap((other) => thresholdOf(other) ?? []),
      limit,
    );
    if (found === 'none') continue;
    const written = same.map((other) => `${spoken(other)} ${problems.source.written([...other.path, other.condition.comparator])}`).join(' and ');
    const effect = found === 'always' ? 'whatever is steady aborts' : 'some of what is steady aborts';
    problems.add([...path, condition.comparator], `This aborts while steady-state holds: ${sli.name} ${written}; ${effect}.`, {
      expected: 'expected a threshold outside steady-state',
    });
  }
}

const spoken = ({ condition }: Pick<SteadyRead, 'condition'>): string => condition.comparator.replace('-', ' ');

/** Relative bounds have no number yet. An `as` of the steady state is a number of another kind than a sample. */
function thresholdOf({ condition }: Pick<SteadyRead, 'condition'>): Threshold | undefined {
  const { bound, comparator, as } = condition;
  return bound.kind === 'absolute' && as !== 'increase' ? { comparator, limit: bound.value } : undefined;
}
