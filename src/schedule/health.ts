import { ms, showMs, type Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';

/** A loop that has not turned for so long does not turn any more: it looks up at least once a second. */
const stuck = ms(60_000);

export interface Told {
  readonly good: boolean;
  readonly text: string;
}

/** Whether the scheduler lives, and whether it could start a run if one were due. */
export class Health {
  readonly #clock: Clock;
  readonly #say: (line: string) => void;
  readonly #troubles = new Map<string, string>();
  readonly #remarks = new Map<string, string>();
  #turned: Ms;

  constructor(clock: Clock, say: (line: string) => void) {
    this.#clock = clock;
    this.#say = say;
    this.#turned = clock.now();
    this.#troubles.set('scheduler', 'it has not looked yet');
  }

  turned(): void {
    this.#turned = this.#clock.now();
  }

  /** Says what is wrong once, until it changes; `undefined`: nothing is. */
  trouble(what: 'scheduler' | 'schedule' | 'store' | 'state', why: string | undefined): void {
    const before = this.#troubles.get(what);
    if (why === before) return;
    if (why === undefined) this.#troubles.delete(what);
    else this.#troubles.set(what, why);
    if (what !== 'scheduler') this.#say(why === undefined ? `The ${what} is usable again.` : `Starting nothing: ${why}`);
  }

  /** Says what is wrong beside the schedule, and keeps no run from being started. */
  remark(what: string, why: string | undefined): void {
    if (why === this.#remarks.get(what)) return;
    if (why === undefined) this.#remarks.delete(what);
    else this.#remarks.set(what, why);
    this.#say(why === undefined ? `${what} works again.` : `${what} does not work: ${why}`);
  }

  alive(): Told {
    const since = ms(this.#clock.now() - this.#turned);
    return since > stuck ? { good: false, text: `The loop has not turned for ${showMs(since)}.` } : { good: true, text: 'It turns.' };
  }

  ready(): Told {
    const troubles = [...this.#troubles].map(([what, why]) => `${what}: ${why.split('\n')[0] ?? ''}`);
    const remarks = [...this.#remarks].map(([what, why]) => `${what}: ${why}`);
    if (troubles.length > 0) return { good: false, text: [...troubles, ...remarks].join('\n') };
    return { good: true, text: ['Store and schedule are usable.', ...remarks].join('\n') };
  }
}
