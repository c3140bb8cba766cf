/** The open-loop generator without its clock and its network: sends when due, times out, counts. Times in ms. */
import { due, intended, type Schedule } from './arrivals.ts';
import { Reasons, type LoadStats } from './stats.ts';
import { Tally, type Judged } from './tally.ts';
import type { Reading } from './reading.ts';

/** Later than this, and the latencies measured are the generator's own. */
const lagBound = 100;
/** Later than this a request is not sent at all: making up for it at once would be a burst that nobody planned. */
const patience = 1000;
/** The longest wait between two ticks, so that a blocked event loop is noticed at low rates too. */
const heartbeat = 100;

export interface GeneratorSpec {
  readonly rate: number;
  readonly timeout: number;
}

export interface GeneratorPorts {
  now(): number;
  /** Sends one request and judges its answer: `undefined` for a good one, else why not. Never rejects; settles soon after its signal aborts. */
  send(signal: AbortSignal): Promise<string | undefined>;
}

interface Flight {
  readonly intended: number;
  /** Sent while the generator lagged. */
  readonly late: boolean;
  readonly abort: AbortController;
}

export class Generator {
  readonly #ports: GeneratorPorts;
  readonly #timeout: number;
  readonly #cap: number;
  readonly #schedule: Schedule;
  readonly #tallies = new Map<number, Tally>();
  readonly #reasons = new Reasons();
  /** Not judged yet, oldest first. */
  readonly #flights = new Set<Flight>();
  /** Requests that have not let go of their connection; those timed out a moment ago are among them. */
  #held = 0;
  #next = 0;
  #wanted: number;
  #totals = { good: 0, failed: 0, dropped: 0, skipped: 0, worstLag: 0 };

  constructor({ rate, timeout }: GeneratorSpec, ports: GeneratorPorts) {
    this.#ports = ports;
    this.#timeout = timeout;
    this.#cap = Math.max(1, Math.ceil((rate * timeout) / 1000));
    this.#schedule = { start: ports.now(), rate };
    this.#wanted = this.#schedule.start;
  }

  /** Does all that is due; returns when it wants to be called again, in ms from now and at most 100. */
  tick(): number {
    const now = this.#ports.now();
    const lag = Math.max(0, now - this.#wanted);
    this.#totals.worstLag = Math.max(this.#totals.worstLag, lag);
    if (lag > lagBound) this.#saturate();
    this.#expire(now);
    this.#sendDue(now, lag > lagBound);
    const [oldest] = this.#flights;
    this.#wanted = Math.min(intended(this.#schedule, this.#next), now + heartbeat, (oldest?.intended ?? Infinity) + this.#timeout);
    return this.#wanted - this.#ports.now();
  }

  /** Starts a window of its own for a reader. */
  open(cursor: number, latencies: boolean): void {
    this.#tallies.set(cursor, new Tally(this.#ports.now(), latencies));
  }

  /** The window since this cursor's last one, exact up to now. */
  take(cursor: number): Reading | undefined {
    this.tick();
    return this.#tallies.get(cursor)?.close(
      this.#ports.now(),
      Array.from(this.#flights, (flight) => flight.intended),
    );
  }

  close(cursor: number): void {
    this.#tallies.delete(cursor);
  }

  stats(): LoadStats {
    return { ...this.#totals, waiting: this.#flights.size, failures: this.#reasons.read() };
  }

  // Flights are in the order of their intended start and share one timeout, so the first that is young enough ends the search.
  #expire(now: number): void {
    for (const flight of this.#flights) {
      if (now - flight.intended < this.#timeout) return;
      this.#flights.delete(flight);
      flight.abort.abort();
      this.#count({ latency: now - flight.intended, why: this.#timedOut(), dropped: false });
    }
  }

  #sendDue(now: number, late: boolean): void {
    const { times, skipped, next } = due(this.#schedule, this.#next, now, patience);
    this.#next = next;
    this.#totals.skipped += skipped;
    for (const time of times) {
      if (this.#held < this.#cap) this.#send({ intended: time, late, abort: new AbortController() });
      // The target holds as many as it would if it answered nothing at all: this one would have timed out like those.
      else this.#count({ latency: this.#timeout, why: 'turned away: rate × timeout requests were in flight', dropped: true });
    }
  }

  #send(flight: Flight): void {
    this.#held += 1;
    this.#flights.add(flight);
    void this.#ports.send(flight.abort.signal).then((why) => this.#complete(flight, why));
  }

  #complete(flight: Flight, why: string | undefined): void {
    this.#held -= 1;
    if (!this.#flights.delete(flight)) return;
    const latency = this.#ports.now() - flight.intended;
    if (flight.late) this.#saturate();
    this.#count({ latency, why: latency < this.#timeout ? why : this.#timedOut(), dropped: false });
  }

  #count(judged: Judged): void {
    this.#totals[judged.why === undefined ? 'good' : 'failed'] += 1;
    if (judged.dropped) this.#totals.dropped += 1;
    if (judged.why !== undefined) this.#reasons.add(judged.why);
    for (const tally of this.#tallies.values()) tally.add(judged);
  }

  #saturate(): void {
    for (const tally of this.#tallies.values()) tally.saturate();
  }

  #timedOut(): string {
    return `no answer within ${this.#timeout} ms`;
  }
}
