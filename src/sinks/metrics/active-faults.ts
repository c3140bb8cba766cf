import type { Event } from '../../domain/events.ts';

/** Which injections of one run are in place, as far as it has told. */
export class ActiveFaults {
  readonly #active = new Map<number, string>();
  #rehearsal = false;

  /** The names of the faults that this event is about. */
  take(event: Event): readonly string[] {
    switch (event.kind) {
      case 'run.started':
        this.#rehearsal = event.rehearsal;
        return event.faults.map(({ name }) => name);
      case 'fault.injected':
      case 'fault.present':
        if (!this.#rehearsal) this.#active.set(event.n, event.fault);
        return [event.fault];
      case 'fault.restored':
      case 'fault.refused':
      // A person let it go: nobody will ever say that it is gone.
      case 'fault.forgotten':
        this.#active.delete(event.n);
        return [event.fault];
      case 'verdict.reached':
        return this.#keep(new Set(event.verdict.faults.filter(({ status }) => status === 'left').map(({ n }) => n)));
      default:
        return [];
    }
  }

  /** Several rounds of one fault share its name. */
  has(fault: string): boolean {
    return [...this.#active.values()].includes(fault);
  }

  get any(): boolean {
    return this.#active.size > 0;
  }

  /** What is told last outranks what was told before, also where something in between was lost. */
  #keep(left: ReadonlySet<number>): readonly string[] {
    const names = [...this.#active.values()];
    for (const n of this.#active.keys()) if (!left.has(n)) this.#active.delete(n);
    return names;
  }

  /** Nothing is in place any more; gives what was. */
  clear(): readonly string[] {
    return this.#keep(new Set());
  }
}
