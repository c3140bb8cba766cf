import type { LoadStats } from '../../../domain/load-stats.ts';
import { ms, showMs } from '../../../domain/units.ts';
import { join, type Reading } from '../reading.ts';
import { Lag } from './lag.ts';
import { overdueIn, type Message } from './message.ts';
import { oldest } from './oldest.ts';

interface Window {
  readonly latencies: boolean;
  /** Not yet taken. */
  heard: Reading | undefined;
}

/** What was heard of a load that runs elsewhere, for each reader since its last question. Nothing is taken for now that is not: what is late is kept, and said to be late. */
export class Listener {
  readonly #windows = new Map<number, Window>();
  readonly #lag = new Lag();
  #newest: Message | undefined;

  get stats(): LoadStats | undefined {
    return this.#newest?.stats;
  }

  /** Takes in a message; false for one that was heard before, as when a log is told again. */
  hear(message: Message, now: number): boolean {
    const last = this.#newest?.seq;
    if (last !== undefined && message.seq <= last) return false;
    this.#lag.note(message.reading.to, now);
    this.#newest = message;
    const lost = last !== undefined && message.seq > last + 1;
    // What was lost cannot be judged: the sample it belongs to is no evidence.
    const reading = lost ? { ...message.reading, saturated: true } : message.reading;
    for (const window of this.#windows.values()) window.heard = join(window.heard, window.latencies ? reading : { ...reading, counts: [] });
    return true;
  }

  open(cursor: number, latencies: boolean): void {
    this.#windows.set(cursor, { latencies, heard: undefined });
  }

  close(cursor: number): void {
    this.#windows.delete(cursor);
  }

  /** All since this reader's last question. Throws where what there is is too old to be of now; it is kept for the next. */
  take(cursor: number, now: number): Reading {
    const window = this.#windows.get(cursor);
    if (window === undefined || this.#newest === undefined) throw new Error('the load has said nothing yet');
    const { reading } = this.#newest;
    const age = this.#lag.age(reading.to, now);
    if (age > oldest) throw new Error(`the newest that the load has said is ${showMs(ms(Math.round(age)))} old`);
    const heard = window.heard ?? nothingSince(reading);
    window.heard = undefined;
    const counted = { ...overdueIn(heard), behind: age };
    return window.latencies ? counted : { ...counted, ages: [] };
  }
}

/** A question that comes faster than messages do. */
function nothingSince({ to, waiting }: Reading): Reading {
  return { from: to, to, total: 0, good: 0, dropped: 0, waiting, overdue: 0, counts: [], ages: [], saturated: false };
}
