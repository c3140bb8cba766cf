import type { HaltReason } from './events.ts';
import type { Leftover, Refusal } from './plan.ts';
import type { Who } from './undo.ts';
import type { Ms } from './units.ts';

/** In the order in which they win when several are true of one run. */
export type Outcome = 'not restored' | 'tool error' | 'aborted' | 'refuted' | 'inconclusive' | 'held' | 'refused' | 'invalid';

export const exitCodes = {
  held: 0,
  refuted: 1,
  invalid: 2,
  aborted: 3,
  refused: 4,
  'not restored': 5,
  inconclusive: 6,
  'tool error': 70,
} as const satisfies Record<Outcome, number>;

/** A run halted by a signal ends with the shell's code for it, unless something is not restored. */
export const signalCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Of several files the first of these that occurred is the exit code. */
const worstFirst = [5, 70, 130, 143, 129, 3, 1, 6, 4, 2, 0];

/** The exit code of several runs together: 5 > 70 > 3 > 1 > 6 > 4 > 2 > 0; a signal's code stands where 3 would. */
export function worstCode(codes: readonly number[]): number {
  return worstFirst.find((code) => codes.includes(code)) ?? 0;
}

/** How one expectation ended. */
export interface Judged {
  readonly id: string;
  readonly kind: 'during' | 'throughout' | 'eventually' | 'recovery';
  readonly sli?: string;
  /** The condition as one reads it aloud, with the limit in numbers. */
  readonly text: string;
  readonly status: 'met' | 'broken' | 'undecided';
  /** The deciding number in the canonical unit, and as shown. */
  readonly value?: number;
  readonly shown?: string;
  readonly limit?: number;
  /** Why it is undecided, when it broke, that it was already true at the anchor, how it was pooled. */
  readonly why?: string;
  readonly samples: { readonly good: number; readonly blind: number; readonly excluded: number; readonly slots: number };
}

export interface FaultResult {
  readonly fault: string;
  readonly n: number;
  /** `forgotten`: let go by a person, and never seen gone. `rehearsed`: prepared in a dry run, and never injected. */
  readonly status: 'restored' | 'left' | 'forgotten' | 'rehearsed' | 'not injected' | 'never applied';
  readonly targets: readonly string[];
  readonly presentAt?: Ms;
  readonly goneAt?: Ms;
  readonly restoreTook?: Ms;
  readonly hits?: number;
  readonly note?: string;
  readonly left: readonly Leftover[];
  readonly by?: Who;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** One sentence that says why this outcome and no other. */
  readonly because: string;
  readonly expectations: readonly Judged[];
  readonly faults: readonly FaultResult[];
  readonly refusals: readonly Refusal[];
  readonly halt?: { readonly reason: HaltReason; readonly breachedAt: Ms; readonly decidedAt: Ms; readonly restoredAt?: Ms };
  readonly recovery?: { readonly took: Ms } | { readonly missedAfter: Ms };
  readonly slis: readonly {
    readonly name: string;
    readonly baseline?: number;
    readonly min?: number;
    readonly max?: number;
    readonly good: number;
    readonly blind: number;
  }[];
  /** What a reader should know besides: unprovable effects, saturated samples, notes. */
  readonly remarks: readonly string[];
}
