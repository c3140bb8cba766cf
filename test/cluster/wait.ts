/** Waiting with an end. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Settles when `done` says so; rejects, naming `what`, after so many ms. An error of `done` is a no. */
export async function within(ms: number, what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      if (await done()) return;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`Cannot go on: waited ${ms / 1000} s for ${what}.`, last === undefined ? {} : { cause: last });
    await sleep(50);
  }
}
