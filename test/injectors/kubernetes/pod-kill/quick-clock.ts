import { setImmediate } from 'node:timers/promises';
import type { Ms } from '../../../../src/domain/units.ts';
import { FakeClock } from '../../../fakes/clock.ts';

/** Time that passes as soon as somebody waits for it. */
export class QuickClock extends FakeClock {
  override async sleep(time: Ms, signal?: AbortSignal): Promise<void> {
    const slept = super.sleep(time, signal);
    await setImmediate();
    await this.advance(time);
    await slept;
  }
}
