import { ms } from '../../../domain/units.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Load } from '../load.ts';
import { lineOf, pace } from './message.ts';

/** Says what a load measures, a line each tenth of a second, until the signal; rejects when its generator is dead. */
export async function tellLoad(load: Load, clock: Clock, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  using cursor = load.cursor({ latencies: true });
  let due = clock.now();
  for (let seq = 1; ; seq += 1) {
    // After a wait nothing is made up for: the next message is of all that time.
    due = ms(Math.max(due + pace, clock.now()));
    await clock.sleep(ms(due - clock.now()), signal);
    if (signal.aborted) return;
    const [reading, stats] = await Promise.all([cursor.take(new AbortController().signal), load.stats()]);
    say(lineOf({ seq, reading, stats }));
  }
}
