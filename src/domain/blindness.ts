/** How long an SLI has not been known. Blind is a sample that failed; pending is not blind: its requests are on their way. */
import type { SliFacts } from './events.ts';
import type { Sample } from './sample.ts';
import { ms, type Ms } from './units.ts';

export interface Blindness {
  /** From the start of the first blind sample's interval: since then nothing is known. */
  readonly since?: Ms;
  /** Arrival of the latest blind sample. */
  readonly at?: Ms;
  readonly reason?: string;
}

export const sighted: Blindness = {};

/** The blindness after one more sample; the reason is the latest one. */
export function blindAfter(blindness: Blindness, sample: Sample): Blindness {
  if (sample.kind !== 'blind') return sighted;
  return { since: blindness.since ?? sample.from, at: sample.at, reason: sample.reason };
}

export function blindFor(blindness: Blindness): Ms {
  return blindness.since === undefined || blindness.at === undefined ? ms(0) : ms(blindness.at - blindness.since);
}

/** How long an SLI may be blind: `limits.blind`, but at least two of its sampling or scrape intervals, whichever is longer. */
export function blindLimit(limit: Ms, { every, scrapeInterval = ms(0) }: Pick<SliFacts, 'every' | 'scrapeInterval'>): Ms {
  return ms(Math.max(limit, 2 * every, 2 * scrapeInterval));
}

/** Whether it has been blind for longer than allowed, as of its latest sample. */
export function blindTooLong(blindness: Blindness, limit: Ms): boolean {
  return blindFor(blindness) > limit;
}
