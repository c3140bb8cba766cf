import { ms, type Ms } from '../domain/units.ts';
import type { Clock, Deadline } from '../ports/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => ms(performance.now()),
  wall: () => new Date().toISOString(),
  sleep,
  deadline,
};

function sleep(time: Ms, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, time));
    signal?.addEventListener('abort', done, { once: true });
  });
}

// Not AbortSignal.timeout: its timer lets the process end while a restore hangs, and the fault stays.
function deadline(time: Ms, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const forward = (): void => controller.abort(parent?.reason);
  const timer = setTimeout(() => controller.abort(new DOMException(`no answer within ${time} ms`, 'TimeoutError')), time);
  if (parent?.aborted) forward();
  else parent?.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      parent?.removeEventListener('abort', forward);
    },
  };
}
