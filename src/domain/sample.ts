import type { Ms } from './units.ts';

/** What can be added up over a window, so that nothing is ever averaged that must not be. */
export type Pool =
  /** Counts since the previous measurement: of requests, those that met their expectation; `overdue` are on their way for longer than that. */
  | { readonly kind: 'ratio'; readonly good: number; readonly total: number; readonly overdue?: number }
  /** Requests judged since the previous measurement, as [value, count] pairs of an HDR histogram, values ascending and in canonical units; `ages` of the overdue likewise. */
  | {
      readonly kind: 'histogram';
      readonly quantile: number;
      readonly counts: readonly (readonly [number, number])[];
      readonly ages?: readonly (readonly [number, number])[];
    }
  /** Increases of two counters since the previous measurement. */
  | { readonly kind: 'per'; readonly numerator: number; readonly denominator: number };

/** What a probe answers; the value is in the SLI's canonical unit. `behind` is how long before the answer its pool ends, where it comes from elsewhere. */
export type Measurement =
  | { readonly kind: 'good'; readonly value: number; readonly pool?: Pool; readonly saturated?: true; readonly behind?: Ms }
  /** Requests are on their way and none was due for judgement: neither a breach nor its end, and not blind either. */
  | { readonly kind: 'pending'; readonly waiting: number; readonly saturated?: true }
  | { readonly kind: 'blind'; readonly reason: string };

/** A measurement with the time it arrived, and the time from which its pool was gathered; both monotonic ms since the run started. */
export type Sample = Measurement & { readonly at: Ms; readonly from: Ms };
