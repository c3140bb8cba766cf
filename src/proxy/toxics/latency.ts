import { z } from 'zod';
import type { Chance } from '../chance.ts';
import { Ring } from '../ring.ts';
import type { Item, Stage } from '../stage.ts';
import { amount, defineToxic, type Opening } from './kind.ts';

// What may be on its way at once: a sender that outruns it is held back, so that memory stays bounded.
const mostBytes = 16 * 1024 * 1024;
const mostItems = 65_536;

interface Attributes extends Record<string, number> {
  /** ms */
  latency: number;
  /** ms, ± */
  jitter: number;
}

/** Delays everything by latency ± jitter ms, in order. Source: Toxiproxy README, "latency". */
export const latency = defineToxic({
  type: 'latency',
  schema: z.object({ latency: amount(), jitter: amount() }),
  open: (opening: Opening<Attributes>): Stage => new Latency(opening.attributes, opening.chance),
});

class Latency implements Stage {
  readonly #attributes: () => Attributes;
  readonly #chance: Chance;
  readonly #items = new Ring<Item>();
  #bytes = 0;
  /** Where in −1..1 the first in the queue falls, drawn once, so that looking twice does not draw twice. */
  #luck: number;

  constructor(attributes: () => Attributes, chance: Chance) {
    this.#attributes = attributes;
    this.#chance = chance;
    this.#luck = this.#draw();
  }

  ready(): boolean {
    return this.#bytes < mostBytes && this.#items.length < mostItems;
  }

  put(item: Item): void {
    this.#items.push(item);
    if (item.kind === 'data') this.#bytes += item.data.length;
  }

  take(now: number): Item | undefined {
    const due = this.wakeAt();
    if (due === undefined || due > now) return undefined;
    const item = this.#items.shift();
    if (item?.kind !== 'data') return item;
    this.#bytes -= item.data.length;
    this.#luck = this.#draw();
    return { ...item, at: due };
  }

  wakeAt(): number | undefined {
    const first = this.#items.peek();
    if (first?.kind !== 'data') return first?.at;
    const { latency, jitter } = this.#attributes();
    return first.at + Math.max(0, latency + this.#luck * jitter);
  }

  leave(): readonly Item[] {
    this.#bytes = 0;
    return this.#items.drain();
  }

  #draw(): number {
    return this.#chance.next() * 2 - 1;
  }
}
