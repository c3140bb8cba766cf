/** When requests are due: the n-th at start + n / rate, whatever became of those before it. Times in ms. */
export interface Schedule {
  readonly start: number;
  /** Per second. */
  readonly rate: number;
}

export interface Due {
  /** Intended start times, ascending. */
  readonly times: readonly number[];
  /** Those that came due too long ago to be sent at all. */
  readonly skipped: number;
  /** The number of the next arrival. */
  readonly next: number;
}

/** The intended start of the n-th request; multiplied and never summed up, so that it does not drift. */
export function intended({ start, rate }: Schedule, n: number): number {
  return start + (n * 1000) / rate;
}

/** What has come due by `now`, from the n-th arrival on; what is older than `patience` (ms) is skipped. */
export function due(schedule: Schedule, n: number, now: number, patience: number): Due {
  const next = Math.max(n, firstAfter(schedule, now));
  const from = Math.min(next, Math.max(n, firstAfter(schedule, now - patience)));
  return { times: Array.from({ length: next - from }, (_, i) => intended(schedule, from + i)), skipped: from - n, next };
}

/** The first arrival strictly later than a time; the neighbours are asked because the division may round. */
function firstAfter(schedule: Schedule, time: number): number {
  const guess = Math.floor(((time - schedule.start) * schedule.rate) / 1000);
  return [guess - 1, guess, guess + 1].find((n) => intended(schedule, n) > time) ?? guess + 2;
}
