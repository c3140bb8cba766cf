import type { Time, Timer } from '../platform/timer.ts';

/** What lapses unless it is renewed: any number of things on one timer, by monotonic time. */
export class Leases<Thing extends object> implements Disposable {
  readonly #time: Time;
  readonly #timer: Timer;
  readonly #ends = new Map<Thing, number>();
  readonly #lapse: (thing: Thing) => void;

  constructor(time: Time, lapse: (thing: Thing) => void) {
    this.#time = time;
    this.#lapse = lapse;
    this.#timer = time.timer(() => this.#expire());
  }

  /** @param ttl ms from now until `thing` lapses; replaces what it had left. */
  renew(thing: Thing, ttl: number): void {
    this.#ends.set(thing, this.#time.now() + ttl);
    this.#arm();
  }

  /** Forgets a thing that was taken away before its time. */
  drop(thing: Thing): void {
    this.#ends.delete(thing);
    this.#arm();
  }

  /** ms left, or `undefined` for what never lapses. */
  remaining(thing: Thing): number | undefined {
    const end = this.#ends.get(thing);
    return end === undefined ? undefined : Math.max(0, Math.round(end - this.#time.now()));
  }

  [Symbol.dispose](): void {
    this.#ends.clear();
    this.#timer[Symbol.dispose]();
  }

  #expire(): void {
    const now = this.#time.now();
    const lapsed = [...this.#ends].filter(([, end]) => end <= now).map(([thing]) => thing);
    for (const thing of lapsed) {
      this.#ends.delete(thing);
      this.#lapse(thing);
    }
    this.#arm();
  }

  #arm(): void {
    this.#timer.at(this.#ends.size === 0 ? undefined : Math.min(...this.#ends.values()));
  }
}
