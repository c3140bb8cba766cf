import { ms, type Ms } from '../../src/domain/units.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** A clock that stands still until `advance` moves it; timers fire in order of their time. */
export class FakeClock implements Clock {
  #now = 0;
  #timers: { at: number; fire: () => void }[] = [];

  now(): Ms {
    return ms(this.#now);
  }

  wall(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.#now).toISOString();
  }

  sleep(time: Ms, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = (): void => {
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.#timers.push({ at: this.#now + Math.max(0, time), fire: done });
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  deadline(time: Ms, parent?: AbortSignal): { signal: AbortSignal; [Symbol.dispose](): void } {
    const controller = new AbortController();
    const timer = { at: this.#now + time, fire: () => controller.abort(new DOMException(`no answer within ${time} ms`, 'TimeoutError')) };
    this.#timers.push(timer);
    const forward = (): void => controller.abort(parent?.reason);
    if (parent?.aborted) forward();
    parent?.addEventListener('abort', forward, { once: true });
    return {
      signal: controller.signal,
      [Symbol.dispose]: () => {
        parent?.removeEventListener('abort', forward);
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  /** Moves time, firing what falls due, and lets what waited go on after each. */
  async advance(time: number): Promise<void> {
    const end = this.#now + time;
    await settle();
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at);
      const next = this.#timers[0];
      if (next === undefined || next.at > end) break;
      this.#timers.shift();
      this.#now = next.at;
      next.fire();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets every promise that can go on do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
