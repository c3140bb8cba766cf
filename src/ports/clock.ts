import type { Ms } from '../domain/units.ts';

/** Time, so that tests own it. Durations come from `now` alone: a wall clock that jumps changes nothing. */
export interface Clock {
  /** Monotonic milliseconds since this process started. */
  now(): Ms;
  /** ISO 8601 in UTC, for people only. */
  wall(): string;
  /** Waits with a timer that keeps the process alive; ends early, without throwing, when the signal aborts. */
  sleep(time: Ms, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after `time` or with `parent`; its timer keeps the process alive until disposed. */
  deadline(time: Ms, parent?: AbortSignal): Deadline;
}

export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}
