import type { Event } from '../domain/events.ts';

/** Halts runs of this machine, for somebody who asks from elsewhere. */
export interface Halts {
  /** Asks the run, or its guardian where it does not answer. Never rejects. @param by who asks, in words that the record keeps. */
  halt(run: string, by: string, why: string): Promise<Asked>;
}

export type Asked =
  /** It was told. `restored` gives its record as soon as everything is out, or given up on. */
  | { readonly kind: 'halting'; restored(): Promise<readonly Event[]> }
  /** It has ended before. */
  | { readonly kind: 'over'; readonly record: readonly Event[] }
  /** Nothing of it is known here. */
  | { readonly kind: 'unknown' }
  /** It has not ended, and nobody answers for it. */
  | { readonly kind: 'deaf' };
