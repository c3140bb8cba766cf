import type { Time, Timer } from '../../src/platform/timer.ts';

/** Time that stands still until `advance`; counts how many timers are armed at once. */
export class FakeTime implements Time {
  #now = 0;
  readonly #armed = new Map<Timer, { at: number; fire: () => void }>();
  /** The most that were ever armed together. */
  most = 0;

  now(): number {
    return this.#now;
  }

  get armed(): number {
    return this.#armed.size;
  }

  timer(fire: () => void): Timer {
    const timer: Timer = {
      at: (instant) => {
        if (instant === undefined) this.#armed.delete(timer);
        else this.#armed.set(timer, { at: instant, fire });
        this.most = Math.max(this.most, this.#armed.size);
      },
      [Symbol.dispose]: () => void this.#armed.delete(timer),
    };
    return timer;
  }

  advance(time: number): void {
    const end = this.#now + time;
    for (;;) {
      const [next] = [...this.#armed].sort(([, a], [, b]) => a.at - b.at);
      if (next === undefined || next[1].at > end) break;
      this.#armed.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].at);
      next[1].fire();
    }
    this.#now = end;
  }
}
