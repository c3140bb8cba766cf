import { z } from 'zod';
import type { Chance } from '../chance.ts';
import type { Item, Stage } from '../stage.ts';
import { amount, defineToxic, type Opening } from './kind.ts';

interface Attributes extends Record<string, number> {
  /** bytes, at least 1 */
  average_size: number;
  /** bytes, ±, at most the average */
  size_variation: number;
  /** microseconds between slices; below a millisecond several go out together, at the same rate */
  delay: number;
}

/** Cuts data into small packets. Source: Toxiproxy README, "slicer"; without sizes, or with too much variation, the original crashes. */
export const slicer = defineToxic({
  type: 'slicer',
  schema: z
    .object({ average_size: amount(1), size_variation: amount(), delay: amount() })
    .refine((one) => one.size_variation <= one.average_size, { path: ['size_variation'], message: 'expected at most average_size' }),
  open: (opening: Opening<Attributes>): Stage => new Slicer(opening.attributes, opening.chance),
});

class Slicer implements Stage {
  readonly #attributes: () => Attributes;
  readonly #chance: Chance;
  #item: Item | undefined;
  #next = 0;

  constructor(attributes: () => Attributes, chance: Chance) {
    this.#attributes = attributes;
    this.#chance = chance;
  }

  ready(): boolean {
    return this.#item === undefined;
  }

  put(item: Item): void {
    this.#item = item;
    this.#next = Math.max(this.#next, item.at);
  }

  take(now: number): Item | undefined {
    const item = this.#item;
    if (item === undefined || this.#next > now) return undefined;
    this.#item = undefined;
    if (item.kind !== 'data') return item;
    const size = this.#size();
    if (size < item.data.length) this.#item = { ...item, data: item.data.subarray(size) };
    const at = this.#next;
    this.#next += this.#attributes().delay / 1000;
    return { kind: 'data', at, data: item.data.subarray(0, size) };
  }

  wakeAt(): number | undefined {
    return this.#item === undefined ? undefined : this.#next;
  }

  leave(): readonly Item[] {
    return this.#item === undefined ? [] : [this.#item];
  }

  #size(): number {
    const { average_size, size_variation } = this.#attributes();
    return Math.max(1, Math.round(average_size + (this.#chance.next() * 2 - 1) * size_variation));
  }
}
