/** Totals of a load since it started. */
export interface LoadStats {
  /** Requests judged: good ones and failures, those turned away among them. */
  readonly good: number;
  readonly failed: number;
  /** Of the failures, those that the in-flight cap (rate × timeout) turned away. */
  readonly dropped: number;
  /** Never sent, because the generator itself was too late for them; not judged. */
  readonly skipped: number;
  readonly waiting: number;
  /** The generator's own worst lag, ms. */
  readonly worstLag: number;
  /** Why requests failed → how many; the rarer ones together under `other reasons`. */
  readonly failures: Readonly<Record<string, number>>;
}
