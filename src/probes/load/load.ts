import type { LoadSpec } from '../../domain/experiment.ts';
import type { LoadStats } from '../../domain/load-stats.ts';
import { ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import { Channel } from './channel.ts';
import { join, type Reading } from './reading.ts';

/** Steady traffic on its way; disposing it aborts what is in flight, closes the connections and ends the thread, within 2 s. */
export interface Load extends AsyncDisposable {
  /** Totals since it started; rejects when the generator is dead or does not answer within 10 s. */
  stats(): Promise<LoadStats>;
  /** A reader with windows of its own; `latencies` where it reads percentiles. */
  cursor(options: { readonly latencies: boolean }): Cursor;
}

export interface Cursor extends Disposable {
  /** All since this cursor's last window, exact up to the call; rejects when the generator is dead, or with the signal. */
  take(signal: AbortSignal): Promise<Reading>;
}

/** Starts sending a load at once, from a thread of its own, until it is disposed. */
export function openLoad(spec: LoadSpec, { clock }: { readonly clock: Clock }): Load {
  const channel = new Channel(spec);
  let cursors = 0;
  return {
    async stats() {
      using deadline = clock.deadline(ms(10_000));
      const answer = await unlessAborted(channel.ask({ kind: 'stats' }), deadline.signal);
      if (answer.kind !== 'stats') throw new Error('the load generator answered something else');
      return answer.stats;
    },
    cursor: ({ latencies }) => openCursor(channel, (cursors += 1), latencies),
    async [Symbol.asyncDispose]() {
      const ended = new AbortController();
      await Promise.race([channel.end(), clock.sleep(ms(1500), ended.signal)]);
      ended.abort();
    },
  };
}

function openCursor(channel: Channel, cursor: number, latencies: boolean): Cursor {
  channel.tell({ kind: 'open', cursor, latencies });
  let unclaimed: Reading | undefined;
  const ask = async (): Promise<void> => {
    const answer = await channel.ask({ kind: 'take', cursor });
    if (answer.kind === 'reading') unclaimed = join(unclaimed, answer.reading);
  };
  return {
    // An answer that comes after its sample was given up is kept for the next: no request is lost from the pool.
    async take(signal) {
      await unlessAborted(ask(), signal);
      const reading = unclaimed;
      unclaimed = undefined;
      if (reading === undefined) throw new Error('the load generator answered something else');
      return reading;
    },
    [Symbol.dispose]: () => channel.tell({ kind: 'close', cursor }),
  };
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(new Error('the load generator did not answer in time'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
