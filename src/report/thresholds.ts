/** The numbers that an SLI was held against. */
import { limitOf, type Condition } from '../domain/condition.ts';
import type { RunStarted, SliFacts } from '../domain/events.ts';
import { show } from '../domain/units.ts';
import { comparatorWords } from '../domain/wording.ts';

export interface Threshold {
  readonly kind: 'abort' | 'expected' | 'steady';
  readonly comparator: Condition['comparator'];
  /** In the canonical unit. */
  readonly limit: number;
  /** `abort below 80 %`. */
  readonly text: string;
}

const words = { abort: 'abort', expected: 'expected', steady: 'steady state' } as const satisfies Record<Threshold['kind'], string>;

/** Every limit of one SLI that is a number, given its baseline; each number once for each use. */
export function thresholdsOf(started: RunStarted, facts: SliFacts, baseline: number | undefined): readonly Threshold[] {
  const expected = started.expect.flatMap((one) => (one.kind === 'recovery' ? [] : [one.condition]));
  const all = [
    ...started.abort.map(({ condition }) => ({ kind: 'abort' as const, condition })),
    ...expected.map((condition) => ({ kind: 'expected' as const, condition })),
    ...started.steadyState.map((condition) => ({ kind: 'steady' as const, condition })),
  ];
  const own = all.filter(({ condition }) => condition.sli === facts.name);
  const said = own.flatMap(({ kind, condition }) => thresholdOf(kind, condition, facts, baseline));
  return said.filter((one, index) => said.findIndex(({ text }) => text === one.text) === index);
}

/** An increase is no value of the SLI: its line would say something else. */
function thresholdOf(kind: Threshold['kind'], { comparator, bound, as }: Condition, { unit }: SliFacts, baseline: number | undefined): readonly Threshold[] {
  const limit = limitOf(bound, baseline);
  if (limit === undefined || as === 'increase') return [];
  return [{ kind, comparator, limit, text: `${words[kind]} ${comparatorWords(comparator)} ${show(limit, unit.dimension)}` }];
}
