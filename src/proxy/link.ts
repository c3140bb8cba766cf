/** One direction of one connection: what comes in goes through the stages of its toxics and out, with one timer whatever is on its way. */
import type { Time, Timer } from '../platform/timer.ts';
import type { Chance } from './chance.ts';
import { Ring } from './ring.ts';
import { Leftovers, type End, type Item, type Stage } from './stage.ts';
import type { Toxic } from './toxic.ts';

export interface Sink {
  /** False where it is full: nothing more is written until `drained`. */
  write(data: Buffer): boolean;
  finish(end: End): void;
}

export interface LinkWorld {
  readonly time: Time;
  readonly chance: Chance;
  /** Holds the sender back, so that the proxy's memory never stands in for its patience. */
  pause(held: boolean): void;
}

interface Slot {
  readonly toxic?: Toxic;
  readonly stage: Stage;
}

export class Link implements Disposable {
  readonly #world: LinkWorld;
  readonly #sink: Sink;
  readonly #timer: Timer;
  readonly #inbox = new Ring<Item>();
  /** Drawn once for each toxic, so that raising a toxicity only adds connections and its neighbours change nothing. */
  readonly #luck = new WeakMap<Toxic, number>();
  #slots: Slot[] = [];
  #full = false;
  #over = false;
  #pumping = false;

  constructor(world: LinkWorld, sink: Sink) {
    this.#world = world;
    this.#sink = sink;
    this.#timer = world.time.timer(() => this.#pump());
  }

  push(data: Buffer): void {
    if (this.#over) return;
    if (this.#slots.length > 0 || this.#inbox.length > 0 || this.#full) return this.#enter({ kind: 'data', at: this.#world.time.now(), data });
    this.#full = !this.#sink.write(data);
    if (this.#full) this.#world.pause(true);
  }

  /** The sender's end, in its place behind the data. */
  finish(end: End): void {
    if (!this.#over) this.#enter({ kind: end, at: this.#world.time.now() });
  }

  /** The sink has room again. */
  drained(): void {
    this.#full = false;
    this.#pump();
  }

  /** Puts the toxics to work as they are now: a new one at the end, one taken away gives back what it held, a changed one is looked at again. */
  reconcile(toxics: readonly Toxic[]): void {
    const working = toxics.filter((toxic) => this.#works(toxic));
    const slots = this.#slots.map((slot) => {
      if (slot.toxic === undefined || working.includes(slot.toxic)) return slot;
      return { stage: new Leftovers(slot.stage.leave()) };
    });
    const known = new Set(slots.map((slot) => slot.toxic));
    const added = working.filter((toxic) => !known.has(toxic));
    const now = this.#world.time.now();
    this.#slots = [...slots, ...added.map((toxic) => ({ toxic, stage: toxic.effect.open(this.#world.chance, now) }))];
    this.#pump();
  }

  [Symbol.dispose](): void {
    this.#over = true;
    this.#timer[Symbol.dispose]();
  }

  #works(toxic: Toxic): boolean {
    const luck = this.#luck.get(toxic) ?? this.#world.chance.next();
    this.#luck.set(toxic, luck);
    return luck < toxic.toxicity;
  }

  #enter(item: Item): void {
    this.#inbox.push(item);
    this.#pump();
  }

  // A sink may call back (an answered request, a closed socket) while it is written to: the round under way sees what that changed.
  #pump(): void {
    if (this.#over || this.#pumping) return;
    this.#pumping = true;
    const now = this.#world.time.now();
    while (this.#round(now));
    this.#pumping = false;
    this.#rest(now);
  }

  /** From the way out backwards, so that each stage has made room before the one behind it moves. */
  #round(now: number): boolean {
    let moved = false;
    for (let place = this.#slots.length; place >= 0; place -= 1) moved = this.#fill(place, now) || moved;
    return moved && !this.#over;
  }

  /** Moves all that can move into a place from the one before it; the last place is the sink. */
  #fill(place: number, now: number): boolean {
    let moved = false;
    while (!this.#over && this.#room(place)) {
      const item = place === 0 ? this.#inbox.shift() : this.#slots[place - 1]?.stage.take(now);
      if (item === undefined) break;
      this.#put(place, item);
      moved = true;
    }
    return moved;
  }

  #room(place: number): boolean {
    return this.#slots[place]?.stage.ready() ?? !this.#full;
  }

  #put(place: number, item: Item): void {
    const slot = this.#slots[place];
    if (slot !== undefined) return slot.stage.put(item);
    if (item.kind === 'data') {
      if (!this.#sink.write(item.data)) this.#full = true;
      return;
    }
    if (item.kind !== 'end') this[Symbol.dispose]();
    this.#sink.finish(item.kind);
  }

  #rest(now: number): void {
    if (this.#over) return;
    this.#slots = this.#slots.filter(({ stage }) => !(stage instanceof Leftovers) || !stage.empty);
    this.#world.pause(this.#full || this.#inbox.length > 0);
    // What is due and could not go waits for room, not for time.
    const later = this.#slots.map(({ stage }) => stage.wakeAt()).filter((at) => at !== undefined && at > now);
    this.#timer.at(later.length === 0 ? undefined : Math.min(...later.map(Number)));
  }
}
