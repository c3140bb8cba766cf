import type { Event } from '../domain/events.ts';
import type { UndoEntry } from '../domain/undo.ts';
import type { Sink } from '../ports/sink.ts';

/** What a run has in place right now, for a person who asks a second time to end it. */
export class InPlace implements Sink {
  readonly name = 'in place';
  readonly #faults = new Map<number, string>();
  /** A rehearsal puts nothing in place. */
  #rehearsal = false;

  holds({ n, fault, targets }: Pick<UndoEntry, 'n' | 'fault' | 'targets'>): void {
    this.#faults.set(n, `${fault} (${targets.join(', ')})`);
  }

  receive(event: Event): void {
    if (event.kind === 'run.started') this.#rehearsal = event.rehearsal;
    if (event.kind === 'fault.prepared' && !this.#rehearsal) this.holds({ ...event, targets: [...event.targets] });
    if (event.kind === 'fault.restored' || event.kind === 'fault.forgotten' || event.kind === 'fault.refused') this.isOut(event);
  }

  isOut({ n }: Pick<UndoEntry, 'n'>): void {
    this.#faults.delete(n);
  }

  /** One sentence: what is still being restored, or that nothing is. */
  toString(): string {
    const faults = [...this.#faults.values()];
    if (faults.length === 0) return 'Nothing is in place any more; firedrill is about to end.';
    return `Still restoring ${faults.join(', ')}: nothing here is killed half-way.`;
  }
}
