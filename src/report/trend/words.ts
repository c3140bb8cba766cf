/** The words for what is compared: one wording for terminal, page and digest. */
import type { Change, Level, Point } from '../../domain/memory/changes.ts';
import type { Measure } from '../../domain/memory/measures.ts';
import type { RunRef } from '../../domain/memory/run-ref.ts';
import type { TrendRun } from '../../domain/memory/trend.ts';
import { show } from '../../domain/units.ts';
import type { Outcome } from '../../domain/verdict.ts';
import { oneLine } from '../one-line.ts';

export interface Sign {
  readonly letter: string;
  readonly sign: string;
  readonly word: string;
}

/** A letter, a sign and a word, so that no outcome is told by its colour. */
export const outcomeSigns = {
  held: { letter: 'H', sign: '✔', word: 'held' },
  refuted: { letter: 'R', sign: '✖', word: 'refuted' },
  aborted: { letter: 'A', sign: '■', word: 'aborted' },
  'not restored': { letter: 'N', sign: '‼', word: 'NOT RESTORED' },
  inconclusive: { letter: 'I', sign: '?', word: 'inconclusive' },
  refused: { letter: 'F', sign: '⊘', word: 'refused' },
  'tool error': { letter: 'T', sign: '!', word: 'tool error' },
  invalid: { letter: 'V', sign: '⊘', word: 'invalid' },
} as const satisfies Record<Outcome, Sign>;

/** A rehearsal says nothing of the target, however it ended. */
export const signOf = ({ outcome, rehearsal }: { readonly outcome: Outcome; readonly rehearsal: boolean }): Sign =>
  rehearsal ? { letter: '·', sign: '·', word: 'rehearsal' } : outcomeSigns[outcome];

/** 2026-10-03, from an instant. */
export const day = (iso: string): string => iso.slice(0, 10);

/** `2026-06-01 to 2026-11-23`, the one day where there is no other. */
export function daysOf(runs: readonly RunRef[]): string {
  const [first, last] = [day(runs[0]?.started ?? ''), day(runs.at(-1)?.started ?? '')];
  return first === last ? last : `${first} to ${last}`;
}

/** `run 14 (7k2m4p, 2026-10-03)`. */
export const runName = ({ n, run, started }: RunRef): string => `run ${n} (${run}, ${day(started)})`;

/** `more than 30 s` where a run ended before it was known. */
export const levelText = ({ value, beyond }: Level, { dimension }: Pick<Measure, 'dimension'>): string =>
  `${beyond ? 'more than ' : ''}${show(value, dimension)}`;

/** What a measure is called where it begins a line: `Time to recover`, `availability, lowest`. */
export function measureTitle({ kind, name, worse }: Pick<Measure, 'kind' | 'name' | 'worse'>): string {
  switch (kind) {
    case 'recovery':
      return 'Time to recover';
    case 'halt':
      return 'Halt → restored';
    case 'sli':
      return `${oneLine(name)}, ${worse === 'low' ? 'lowest' : 'highest'}`;
  }
}

function subject({ kind, name, worse }: Measure): string {
  switch (kind) {
    case 'recovery':
      return 'recovery';
    case 'halt':
      return 'from halt to restored';
    case 'sli':
      return `the ${worse === 'low' ? 'lowest' : 'highest'} ${oneLine(name)}`;
  }
}

/** `recovery went from 9 s to 21 s since run 14 (7k2m4p, 2026-10-03): worse`. */
export function changeSentence(measure: Measure, { from, to, since, until, sense }: Change): string {
  const when = until === undefined ? `since ${runName(since)}` : `from ${runName(since)} until ${runName(until)}`;
  return `${subject(measure)} went from ${levelText(from, measure)} to ${levelText(to, measure)} ${when}: ${sense}`;
}

/** The same, and that the file was changed about then: that may be all there is to it. A change is placed to a run or two. */
export function changeWithEdits(measure: Measure, change: Change, runs: readonly TrendRun[]): string {
  const edited = runs.filter(({ n, edits }) => edits.length > 0 && Math.abs(n - change.since.n) <= 2).map(({ n }) => n);
  const note = edited.length === 0 ? '' : ` (the file was changed at run ${edited.join(', ')})`;
  return `${changeSentence(measure, change)}${note}`;
}

/** Those since the level changed last, all where it never did. */
export function pointsNow({ points, changes }: Measure): readonly Point[] {
  const since = changes.at(-1)?.since.n ?? 0;
  return points.filter(({ n }) => n >= since);
}
