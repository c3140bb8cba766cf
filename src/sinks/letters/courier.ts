import type { Event } from '../../domain/events.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import type { Letter, LettersOf, Started } from './letter.ts';
import { readHandle, Round } from './round.ts';

/** A courier that sends letters one after the other, each once, and remembers after each how far it has come; so what failed is sent later, and nothing twice. */
export function letterCourier(ports: SinkPorts, listensTo: (event: Event) => boolean, lettersOf: LettersOf): Courier {
  return new LetterCourier(ports, listensTo, lettersOf);
}

class LetterCourier implements Courier {
  readonly name: string;
  readonly #ports: SinkPorts;
  readonly #listensTo: (event: Event) => boolean;
  readonly #lettersOf: LettersOf;
  readonly #stop = new AbortController();
  /** The run is over: nobody waits longer than the receiver itself asks for. */
  readonly #hurry = new AbortController();
  #started: Started | undefined;
  readonly #events: Event[] = [];
  #round: Round | undefined;
  #more = false;
  #working: Promise<void> | undefined;

  constructor(ports: SinkPorts, listensTo: (event: Event) => boolean, lettersOf: LettersOf) {
    this.name = ports.name;
    this.#ports = ports;
    this.#listensTo = listensTo;
    this.#lettersOf = lettersOf;
  }

  /** Takes it at once: what is to be sent is sent in the background. */
  receive(event: Event): void {
    if (event.kind === 'run.started') this.#started = event;
    else if (this.#isTold(event)) this.#events.push(event);
    else return;
    if (this.#started === undefined || this.#stop.signal.aborted) return;
    this.#more = true;
    this.#working ??= this.#work();
  }

  #isTold(event: Event): boolean {
    return event.kind === 'run.finished' || (event.kind !== 'run.started' && this.#listensTo(event));
  }

  async #work(): Promise<void> {
    while (this.#more && !this.#stop.signal.aborted && this.#started !== undefined) {
      this.#more = false;
      this.#round ??= new Round(this.#ports.clock, this.#ports.deliveries(this.#started.run), { sent: [] }, this.#hurry.signal);
      // What failed is noted, and tried again with the next thing to tell.
      await this.#round.send(this.#story(this.#started, this.#events), this.#stop.signal).catch(() => undefined);
    }
    this.#working = undefined;
  }

  #story(started: Started, events: readonly Event[]): { readonly letters: readonly Letter[]; readonly ended: boolean } {
    return { letters: this.#lettersOf({ started, events }), ended: events.at(-1)?.kind === 'run.finished' };
  }

  async close(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#stop.abort(signal.reason);
    if (signal.aborted) stop();
    this.#hurry.abort();
    signal.addEventListener('abort', stop, { once: true });
    while (this.#working !== undefined && !signal.aborted) await this.#working;
    stop();
  }

  async redeliver(record: readonly Event[], _folder: string, signal: AbortSignal): Promise<void> {
    const started = record.find((event) => event.kind === 'run.started');
    if (started === undefined) throw new Error('the record does not say how the run started');
    const deliveries = this.#ports.deliveries(started.run);
    const known = readHandle((await deliveries.read())?.handle);
    const events = record.filter((event) => this.#isTold(event));
    await new Round(this.#ports.clock, deliveries, known).send(this.#story(started, events), signal);
  }
}
