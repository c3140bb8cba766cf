import type { Event } from '../domain/events.ts';

/** Reads what happens; can neither slow, steer nor break a run: one that throws is dropped, one that is slow is left behind. */
export interface Sink {
  readonly name: string;
  receive(event: Event): void | Promise<void>;
  /** Flushes, at most for as long as the signal allows. */
  close?(signal: AbortSignal): Promise<void>;
}
