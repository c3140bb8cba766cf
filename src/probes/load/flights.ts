export interface Flight {
  /** Intended start, ms. */
  readonly intended: number;
  /** Sent while the generator lagged. */
  readonly late: boolean;
  readonly abort: AbortController;
}

/** The requests on their way, at most rate × timeout of them. */
export class Flights {
  readonly #timeout: number;
  readonly #cap: number;
  /** Not judged yet. In the order of their intended start and with one timeout for all, so the first is the next to expire. */
  readonly #waiting = new Set<Flight>();
  /** Requests that have not let go of their connection, whether judged or not. */
  #held = 0;

  constructor(rate: number, timeout: number) {
    this.#timeout = timeout;
    this.#cap = Math.max(1, Math.ceil((rate * timeout) / 1000));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** How many more may start. */
  get places(): number {
    return this.#cap - this.#held;
  }

  /** When the next one expires, ms. */
  get expiry(): number {
    const [oldest] = this.#waiting;
    return (oldest?.intended ?? Infinity) + this.#timeout;
  }

  start(flight: Flight): void {
    this.#held += 1;
    this.#waiting.add(flight);
  }

  /** Its connection is free again; whether it was still waited for. */
  end(flight: Flight): boolean {
    this.#held -= 1;
    return this.#waiting.delete(flight);
  }

  /** Gives up those that have reached the timeout. */
  expire(now: number): readonly Flight[] {
    const expired: Flight[] = [];
    for (const flight of this.#waiting) {
      if (now - flight.intended < this.#timeout) break;
      this.#waiting.delete(flight);
      flight.abort.abort();
      expired.push(flight);
    }
    return expired;
  }

  /** Intended starts of those that are waited for. */
  starts(): readonly number[] {
    return Array.from(this.#waiting, ({ intended }) => intended);
  }
}
