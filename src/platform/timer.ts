/** Time as a program needs it that schedules by the instant: a monotonic now, and timers that are moved rather than multiplied. */
export interface Time {
  /** Monotonic milliseconds. */
  now(): number;
  /** One timer, disarmed; dispose it to let the process end. */
  timer(fire: () => void): Timer;
}

export interface Timer extends Disposable {
  /** Fires once at this instant of `now`; arming again moves it, `undefined` disarms. It may fire early: look at `now`. */
  at(instant: number | undefined): void;
}

// Beyond this setTimeout fires at once; a timer that fires early is looked at and armed again.
const longest = 2 ** 31 - 1;

/** The machine's own time. */
export const systemTime: Time = { now: () => performance.now(), timer };

function timer(fire: () => void): Timer {
  let armed: number | undefined;
  let handle: NodeJS.Timeout | undefined;
  const disarm = (): void => {
    clearTimeout(handle);
    armed = undefined;
  };
  const fired = (): void => {
    armed = undefined;
    fire();
  };
  return {
    at(instant) {
      if (instant === armed) return;
      disarm();
      if (instant === undefined) return;
      armed = instant;
      handle = setTimeout(fired, Math.min(longest, Math.max(1, Math.ceil(instant - performance.now()))));
    },
    [Symbol.dispose]: disarm,
  };
}
