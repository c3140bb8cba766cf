import type { Event } from '../domain/events.ts';
import type { Sink } from '../ports/sink.ts';

/** What a run has in place right now, for a person who asks a second time to end it. */
export class InPlace implements Sink {
  readonly name = 'in place';
  readonly #faults = new Map<number, string>();

  receive(event: Event): void {
    if (event.kind === 'fault.prepared') this.#faults.set(event.n, `${event.fault} (${event.targets.join(', ')})`);
    if (event.kind === 'fault.restored' || event.kind === 'fault.forgotten') this.#faults.delete(event.n);
  }

  /** One sentence: what is still being restored, or that nothing is. */
  toString(): string {
    const faults = [...this.#faults.values()];
    if (faults.length === 0) return 'Nothing is in place any more; firedrill is about to end.';
    return `Still restoring ${faults.join(', ')}: nothing here is killed half-way.`;
  }
}
