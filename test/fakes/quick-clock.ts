import { systemClock } from '../../src/platform/clock.ts';
import { ms, type Ms } from '../../src/domain/units.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** The machine's own time, so many times faster: for what talks to real sockets and has patience of seconds. */
export function quickClock(times: number): Clock {
  const shorter = (time: Ms): Ms => ms(time / times);
  return {
    now: () => ms(systemClock.now() * times),
    wall: () => systemClock.wall(),
    sleep: (time, signal) => systemClock.sleep(shorter(time), signal),
    deadline: (time, parent) => systemClock.deadline(shorter(time), parent),
  };
}
