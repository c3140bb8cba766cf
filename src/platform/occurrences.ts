import type { Occurrences } from '../domain/program/circumstances.ts';

/**
 * Cron patterns of five fields, by croner, which is loaded here.
 * A pattern without `*` and steps in minute and hour means times of day: one that the clock skips comes right after the gap, one that it shows twice
 * comes once. Any other is an interval, which knows no gap. Source: croner's documentation, "fixedTimeRule".
 */
export async function loadOccurrences(): Promise<Occurrences> {
  const { Cron } = await import('croner');
  const read = new Map<string, InstanceType<typeof Cron>>();
  return {
    after(cron, timezone, at) {
      const key = JSON.stringify([cron, timezone]);
      const pattern = read.get(key) ?? new Cron(cron, { mode: '5-part', timezone, fixedTimeRule: 'no-wildcard', paused: true });
      read.set(key, pattern);
      return pattern.nextRun(new Date(at))?.getTime();
    },
  };
}
