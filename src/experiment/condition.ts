import type { z } from 'zod';
import type { Aggregate, Comparator, Condition } from '../domain/condition.ts';
import type { SliSpec } from '../domain/experiment.ts';
import { readBound, type Place } from './bound.ts';
import { check } from './check.ts';
import { comparators } from './condition-keys.ts';
import { reach } from './conflict.ts';
import type { Section } from './document.ts';
import { hint, oneOf } from './nearest.ts';
import { readNamed } from './names.ts';
import type { Problems } from './problems.ts';
import type { Slis } from './sli.ts';
import type { Path } from './source.ts';

/** What every place's keys have in common. */
type Keys = { readonly [Key in Comparator]?: string | number | undefined } & { readonly as?: 'max' | 'min' | 'last' | 'increase' | undefined };

/** A condition with where it stands and what else it says. */
export interface Read<Own extends Keys> {
  readonly condition: Condition;
  readonly sli: SliSpec;
  readonly path: Path;
  readonly keys: Own;
  /** `during.p99`, and `during.p99#2` for a second one on the same SLI. */
  readonly id: string;
}

export function readConditions<Own extends Keys>(
  problems: Problems,
  place: Place,
  schema: z.ZodType<Own>,
  section: Section | undefined,
  slis: Slis | undefined,
): readonly Read<Own>[] {
  return readNamed(problems, section).flatMap(([name, value, path]) => {
    const known = knownSli(problems, name, path, slis);
    const list: readonly (readonly [unknown, Path])[] = Array.isArray(value) ? value.map((item, index) => [item, [...path, index]]) : [[value, path]];
    if (list.length === 0) problems.add(path, `${name} has no condition.`, { on: 'key', expected: 'expected one, such as { at-least: 99% }' });
    return list.flatMap(([item, at], index) => readCondition(problems, place, schema, { name, sli: known, path: at, number: index + 1 }, item) ?? []);
  });
}

function knownSli(problems: Problems, name: string, path: Path, slis: Slis | undefined): SliSpec | undefined {
  if (slis === undefined || slis.has(name)) return slis?.get(name);
  return problems.add(path, `${name} is not an SLI of this experiment.`, { on: 'key', ...hint(name, [...slis.keys()]) });
}

interface Subject {
  readonly name: string;
  readonly sli: SliSpec | undefined;
  readonly path: Path;
  readonly number: number;
}

function readCondition<Own extends Keys>(problems: Problems, place: Place, schema: z.ZodType<Own>, subject: Subject, value: unknown): Read<Own> | undefined {
  const { name, sli, path, number } = subject;
  const keys = check(problems, { path, noun: `a condition in ${place}` }, schema, value);
  if (keys === undefined) return undefined;
  const comparator = oneComparator(problems, path, keys);
  if (comparator === undefined || sli === undefined) return undefined;
  const raw = keys[comparator];
  if (raw === undefined) return undefined;
  const result = readBound(raw, comparator, sli.unit, place);
  if (result.kind === 'misfit') return problems.add([...path, comparator], result.message, result);
  const condition = { sli: name, comparator, bound: result.bound, as: aggregate(problems, place, sli, path, keys.as) };
  complainOfReach(problems, condition, sli, [...path, comparator]);
  return { condition, sli, path, keys, id: `${place}.${name}${number === 1 ? '' : `#${number}`}` };
}

function oneComparator(problems: Problems, path: Path, keys: Readonly<Record<string, unknown>>): (typeof comparators)[number] | undefined {
  const [first, second] = comparators.filter((comparator) => keys[comparator] !== undefined);
  if (first === undefined)
    problems.add(path, 'A condition needs something to hold the SLI against.', { on: 'key', expected: `expected ${oneOf(comparators)}` });
  if (second === undefined) return first;
  return problems.add([...path, second], `A condition has one comparator, and ${first} is there already.`, {
    on: 'key',
    expected: 'expected a list of conditions for two bounds: [{ … }, { … }]',
  });
}

/** Counts and histograms are added up; everything else is the mean of its samples; where each sample is judged by itself, it is that sample. */
function aggregate(problems: Problems, place: Place, sli: SliSpec, path: Path, said: 'max' | 'min' | 'last' | 'increase' | undefined): Aggregate {
  const countable = !sli.poolable && (sli.unit.dimension === 'number' || sli.unit.dimension === 'size');
  if (said === 'increase' && !countable) {
    problems.add([...path, 'as'], `${sli.name} cannot increase as a counter does.`, { expected: 'expected an SLI that reads a counter' });
  }
  if (said !== undefined) return said;
  if (place !== 'steady-state' && place !== 'during') return 'last';
  return sli.poolable ? 'pooled' : 'mean';
}

/** A condition that nothing can satisfy, or that everything does, says nothing. */
function complainOfReach(problems: Problems, { comparator, bound }: Condition, sli: SliSpec, path: Path): void {
  if (bound.kind === 'relative') return;
  const reached = reach(sli.unit.dimension, { comparator, limit: bound.value });
  if (reached === 'reachable') return;
  problems.add(path, `${sli.name} is ${reached} ${comparator.replace('-', ' ')} ${problems.source.written(path)}.`, {
    expected: 'expected a threshold that can be crossed',
  });
}
