import type { Event, Unstamped } from '../domain/events.ts';
import { fold } from '../domain/analysis/fold.ts';
import { begin, type Analysis } from '../domain/analysis/state.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunRecord } from '../ports/record.ts';
import type { Audience } from './audience.ts';

/** Stamps what happens with the run's monotonic time, folds it into the analysis, records it, and tells the sinks; never throws. */
export class Journal {
  readonly #clock: Clock;
  readonly #record: RunRecord;
  readonly #audience: Audience;
  readonly #zero: Ms;
  #analysis: Analysis = begin();

  constructor(clock: Clock, record: RunRecord, audience: Audience) {
    this.#clock = clock;
    this.#record = record;
    this.#audience = audience;
    this.#zero = clock.now();
    audience.onDrop = (name, why) => this.emit({ kind: 'subscriber.dropped', name, why });
  }

  /** Monotonic time since the run started. */
  now(): Ms {
    return ms(this.#clock.now() - this.#zero);
  }

  get analysis(): Analysis {
    return this.#analysis;
  }

  emit(happening: Unstamped): void {
    const event: Event = { ...happening, at: this.now() };
    this.#analysis = fold(this.#analysis, event);
    this.#record.append(event);
    this.#audience.tell(event);
  }
}
