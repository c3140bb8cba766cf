import type { LoadStats } from '../../domain/load-stats.ts';
import type { Reading } from './reading.ts';
import { Reasons } from './stats.ts';
import { Tally, type Judged } from './tally.ts';

/** All that was counted: totals since the start, and for each cursor what it has not been told yet. */
export class Ledger {
  readonly #tallies = new Map<number, Tally>();
  readonly #reasons = new Reasons();
  readonly #totals = { good: 0, failed: 0, dropped: 0, skipped: 0, worstLag: 0 };

  open(cursor: number, now: number, latencies: boolean): void {
    this.#tallies.set(cursor, new Tally(now, latencies));
  }

  close(cursor: number): void {
    this.#tallies.delete(cursor);
  }

  read(cursor: number, now: number, waiting: readonly number[]): Reading | undefined {
    return this.#tallies.get(cursor)?.close(now, waiting);
  }

  judged(judged: Judged): void {
    this.#totals[judged.why === undefined ? 'good' : 'failed'] += 1;
    if (judged.dropped) this.#totals.dropped += 1;
    if (judged.why !== undefined) this.#reasons.add(judged.why);
    for (const tally of this.#tallies.values()) tally.add(judged);
  }

  skipped(count: number): void {
    this.#totals.skipped += count;
  }

  lagged(lag: number): void {
    this.#totals.worstLag = Math.max(this.#totals.worstLag, lag);
  }

  /** The generator was late: what is counted now says little about the target. */
  saturated(): void {
    for (const tally of this.#tallies.values()) tally.saturate();
  }

  stats(waiting: number): LoadStats {
    return { ...this.#totals, waiting, failures: this.#reasons.read() };
  }
}
