import type { Event } from '../domain/events.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Sink } from '../ports/sink.ts';
import { orAbort } from '../domain/or-abort.ts';

/** Events a sink may fall behind before it is left behind. */
const most = 10_000;
const closing = ms(2000);

interface Seat {
  readonly sink: Sink;
  readonly waiting: Event[];
  working: boolean;
  dropped: boolean;
}

/** Everyone who reads events: one that throws, or falls too far behind, is dropped and said so; nobody is waited for while the run lasts. */
export class Audience implements AsyncDisposable {
  readonly #seats: Seat[] = [];
  readonly #clock: Clock;
  readonly #closing: Ms;
  onDrop: (name: string, why: string) => void = () => undefined;

  /** `patience` is what all of them together may take in the end. */
  constructor(sinks: readonly Sink[], clock: Clock, patience: Ms = closing) {
    this.#clock = clock;
    this.#closing = patience;
    for (const sink of sinks) this.add(sink);
  }

  add(sink: Sink): void {
    this.#seats.push({ sink, waiting: [], working: false, dropped: false });
  }

  tell(event: Event): void {
    for (const seat of this.#seats) {
      if (seat.dropped) continue;
      seat.waiting.push(event);
      if (seat.waiting.length > most) this.#drop(seat, `it fell ${most} events behind`);
      else if (!seat.working) this.#serve(seat);
    }
  }

  /** Hands over what waits: at once while the sink answers at once, in the background as soon as it takes its time. */
  #serve(seat: Seat): void {
    seat.working = true;
    try {
      for (let event = seat.waiting.shift(); event !== undefined; event = seat.waiting.shift()) {
        const taking = seat.sink.receive(event);
        if (taking === undefined) continue;
        taking.then(
          () => this.#serve(seat),
          (error: unknown) => this.#drop(seat, String(error)),
        );
        return;
      }
      seat.working = false;
    } catch (error) {
      this.#drop(seat, String(error));
    }
  }

  #drop(seat: Seat, why: string): void {
    if (seat.dropped) return;
    seat.dropped = true;
    seat.waiting.length = 0;
    this.onDrop(seat.sink.name, why);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    using deadline = this.#clock.deadline(this.#closing);
    await Promise.all(this.#seats.map((seat) => this.#close(seat, deadline.signal)));
  }

  async #close(seat: Seat, signal: AbortSignal): Promise<void> {
    while (seat.working && !seat.dropped && !signal.aborted) await this.#clock.sleep(ms(10), signal);
    if (seat.dropped) return;
    await orAbort(signal, () => seat.sink.close?.(signal)).catch(() => undefined);
  }
}
