/** Instants as text (RFC 3339), as APIs write them: for what others measured; our own durations come from the Clock port. */
import { ms, type Ms } from './units.ts';

/** From one instant to another; negative where it is the other way round. Throws where one of them is no instant. */
export function between(from: string, to: string): Ms {
  const start = instant(from);
  return ms(instant(to) - start);
}

/** The instant that a text means, ms since the epoch. Throws where it is none. */
export function instant(text: string): number {
  // Parsing reads no clock.
  // oxlint-disable-next-line no-restricted-globals
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`${text} is no instant such as 2026-01-31T12:00:00Z`);
  return at;
}

/** An instant as ISO 8601 in UTC, always with milliseconds, so that texts sort as instants do. */
export function iso(at: number): string {
  // Writing reads no clock.
  // oxlint-disable-next-line no-restricted-globals
  return new Date(at).toISOString();
}
