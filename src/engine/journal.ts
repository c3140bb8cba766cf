import type { Event, Unstamped } from '../domain/events.ts';
import { fold } from '../domain/analysis/fold.ts';
import { secretsRedactor, withoutSecrets } from '../domain/redact.ts';
import { begin, type Analysis } from '../domain/analysis/state.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunRecord } from '../ports/record.ts';
import type { Audience } from './audience.ts';

const patience = ms(2000);

/** Stamps what happens with the run's monotonic time, folds it into the analysis, records it, and tells the sinks; never throws. */
export class Journal {
  readonly #clock: Clock;
  readonly #record: RunRecord;
  readonly #audience: Audience;
  readonly #zero: Ms;
  readonly #secrets: readonly string[];
  #analysis: Analysis = begin();
  #over = false;

  constructor(clock: Clock, record: RunRecord, audience: Audience, secrets: readonly string[]) {
    this.#secrets = secrets;
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
    // Readers stop at run.finished: a sink that fails at it cannot be told to anyone any more.
    if (!this.#over) this.#audience.tell(this.#write(happening));
  }

  /** The last events, told only once they are written or a slow disk has had its time: the verdict that is told is the one on record. */
  async end(happenings: readonly Unstamped[]): Promise<void> {
    const events = happenings.map((happening) => this.#write(happening));
    this.#over = true;
    const given = new AbortController();
    await Promise.race([this.#record.flushed(), this.#clock.sleep(patience, given.signal)]);
    given.abort();
    for (const event of events) this.#audience.tell(event);
  }

  #write(happening: Unstamped): Event {
    const event: Event = this.#clean({ ...happening, at: this.now() });
    this.#analysis = fold(this.#analysis, event);
    this.#record.append(event);
    return event;
  }

  /** No secret leaves, whichever error or answer repeats it. */
  #clean(event: Event): Event {
    return this.#secrets.length === 0 ? event : withoutSecrets(event, secretsRedactor(this.#secrets));
  }
}
