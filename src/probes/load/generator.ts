/** The open-loop generator without its clock and its network: sends when due, times out, counts. Times in ms. */
import type { LoadStats } from '../../domain/load-stats.ts';
import { due, intended, type Schedule } from './arrivals.ts';
import { Flights, type Flight } from './flights.ts';
import { Ledger } from './ledger.ts';
import type { Reading } from './reading.ts';

/** Later than this, and the latencies measured are the generator's own. */
const lagBound = 100;
/** Later than this a request is not sent at all: making up for it at once would be a burst that nobody planned. */
const patience = 1000;
/** The longest wait between two ticks, so that a blocked event loop is noticed at low rates too. */
const heartbeat = 100;

export interface GeneratorSpec {
  /** Per second. */
  readonly rate: number;
  readonly timeout: number;
}

export interface GeneratorPorts {
  now(): number;
  /** Sends one request and judges its answer: `undefined` for a good one, else why not. Never rejects; settles soon after its signal aborts. */
  send(signal: AbortSignal): Promise<string | undefined>;
}

export class Generator {
  readonly #ports: GeneratorPorts;
  readonly #timeout: number;
  readonly #schedule: Schedule;
  readonly #flights: Flights;
  readonly #ledger = new Ledger();
  /** The number of the next arrival. */
  #next = 0;
  /** When the next tick is wanted. */
  #wanted: number;

  constructor({ rate, timeout }: GeneratorSpec, ports: GeneratorPorts) {
    this.#ports = ports;
    this.#timeout = timeout;
    this.#schedule = { start: ports.now(), rate };
    this.#flights = new Flights(rate, timeout);
    this.#wanted = this.#schedule.start;
  }

  /** Does all that is due; returns when it wants to be called again, in ms from now and at most 100. */
  tick(): number {
    const now = this.#ports.now();
    const lag = Math.max(0, now - this.#wanted);
    this.#ledger.lagged(lag);
    if (lag > lagBound) this.#ledger.saturated();
    const expired = this.#flights.expire(now);
    for (const flight of expired) this.#judge(flight, now, undefined);
    // One that expires gives its place to one that is due, although its connection closes only a moment later.
    this.#sendDue(now, lag > lagBound, this.#flights.places + expired.length);
    this.#wanted = Math.min(intended(this.#schedule, this.#next), now + heartbeat, this.#flights.expiry);
    return this.#wanted - this.#ports.now();
  }

  /** Starts a window of its own for a reader. */
  open(cursor: number, latencies: boolean): void {
    this.#ledger.open(cursor, this.#ports.now(), latencies);
  }

  /** All since this cursor's last reading, exact up to now; `undefined` for one that is not open. */
  take(cursor: number): Reading | undefined {
    this.tick();
    return this.#ledger.read(cursor, this.#ports.now(), this.#flights.starts());
  }

  close(cursor: number): void {
    this.#ledger.close(cursor);
  }

  stats(): LoadStats {
    return this.#ledger.stats(this.#flights.waiting);
  }

  #sendDue(now: number, late: boolean, places: number): void {
    const { times, skipped, next } = due(this.#schedule, this.#next, now, patience);
    this.#next = next;
    this.#ledger.skipped(skipped);
    for (const [n, time] of times.entries()) {
      if (n < places) this.#send({ intended: time, late, abort: new AbortController() });
      // The target holds as many as if it answered nothing at all: this one would have timed out like those.
      else this.#ledger.judged({ latency: this.#timeout, why: 'turned away: rate × timeout requests were in flight', dropped: true });
    }
  }

  #send(flight: Flight): void {
    this.#flights.start(flight);
    void this.#ports.send(flight.abort.signal).then((why) => {
      if (!this.#flights.end(flight)) return;
      if (flight.late) this.#ledger.saturated();
      this.#judge(flight, this.#ports.now(), why);
    });
  }

  /** Too late is too late, whatever the answer says. */
  #judge({ intended }: Flight, now: number, why: string | undefined): void {
    const latency = now - intended;
    this.#ledger.judged({ latency, why: latency < this.#timeout ? why : `no answer within ${this.#timeout} ms`, dropped: false });
  }
}
