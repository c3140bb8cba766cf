/** What is kept of a run for good: small, without samples, enough to compare runs over years. */
import type { Dimension, Ms } from '../units.ts';
import type { SlotId } from './step.ts';
import type { FaultResult, Judged, Outcome, Verdict } from '../verdict.ts';

/** Moves when a key changes its meaning or goes; new keys may come at any time. */
export const summaryVersion = 1;

export interface RunSummary {
  readonly schemaVersion: typeof summaryVersion;
  readonly run: string;
  /** How many bytes its record had when this was made of it: one that is longer says more. Absent where only this is left of it. */
  readonly recorded?: number;
  readonly experiment: string;
  readonly hypothesis: string;
  readonly owner?: string;
  readonly file: string;
  readonly environment?: string;
  readonly production: boolean;
  readonly rehearsal: boolean;
  /** Wall times, ISO 8601 in UTC: they order runs of different machines, and measure nothing. */
  readonly started: string;
  readonly finished?: string;
  readonly lasted: Ms;
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly because: string;
  readonly seed: number;
  readonly expectations: readonly Remembered[];
  readonly slis: readonly RememberedSli[];
  /** Every abort condition it watched (`abortsOf` in aborts.ts makes them). */
  readonly aborts: readonly RememberedAbort[];
  readonly faults: readonly (Pick<FaultResult, 'fault' | 'n' | 'status' | 'targets' | 'restoreTook' | 'hits' | 'by'> & { readonly type?: string })[];
  readonly halt?: { readonly words: string; readonly breachedAt: Ms; readonly decidedAt: Ms; readonly restoredAt?: Ms };
  readonly recovery?: Verdict['recovery'];
  readonly refusals: readonly string[];
  /** Which slot of which schedule it was for. */
  readonly slot?: SlotId;
}

/** One expectation as it ended. */
export interface Remembered extends Pick<Judged, 'id' | 'kind' | 'sli' | 'text' | 'status' | 'value' | 'shown' | 'limit' | 'why'> {
  /** The expectation as it is written in the file, whatever the numbers of the day: a file that is made looser has another. */
  readonly key: string;
  /** The same in words, before a baseline gave it numbers. */
  readonly written: string;
}

/** `worse` is the side on which it is worse, by the comparators of its thresholds (`worseOf` in aborts.ts); absent where they do not say. */
export type RememberedSli = Verdict['slis'][number] & { readonly dimension: Dimension; readonly worse?: 'low' | 'high' };

/** One abort condition, as written. */
export interface RememberedAbort {
  readonly id: string;
  readonly sli: string;
  /** As `key` and `written` of an expectation. */
  readonly key: string;
  readonly written: string;
  /** What it saw, on the one that halted the run. */
  readonly breached?: { readonly value: number; readonly shown: string; readonly limit?: number };
}
