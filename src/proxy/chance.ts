import { randomInt } from 'node:crypto';

/** Chance with a seed that can be told, so that a sequence can be had again. */
export interface Chance {
  readonly seed: number;
  /** In [0, 1). */
  next(): number;
}

/** Source: mulberry32, Tommy Ettinger; 32 bits of state are plenty for choosing requests and jitter. */
export function createChance(seed: number = randomInt(2 ** 32)): Chance {
  let state = seed >>> 0;
  return {
    seed,
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

const deckSize = 100;

/**
 * Says which requests are hit: exactly the share in every hundred, in an order drawn by chance.
 * Exact, so that a short run hits what its file says; shuffled, because "every other one" would let each retry through.
 */
export class Deck {
  readonly #chance: Chance;
  #share = 0;
  #left = 0;
  #hits = 0;
  /** Parts of a hit that a hundred had no room for (a share of 0.1 % hits once in ten of them). */
  #carry = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** @param share 0..1; a changed one starts a new hundred. */
  draw(share: number): boolean {
    if (this.#left === 0 || share !== this.#share) this.#shuffle(share);
    const hit = this.#chance.next() * this.#left < this.#hits;
    this.#left -= 1;
    if (hit) this.#hits -= 1;
    return hit;
  }

  #shuffle(share: number): void {
    if (share !== this.#share) this.#carry = 0;
    // Rounded, or 0.29 * 100 would be 28 hits and a bit.
    const owed = Math.round((share * deckSize + this.#carry) * 1e6) / 1e6;
    this.#hits = Math.floor(owed);
    this.#carry = owed - this.#hits;
    this.#share = share;
    this.#left = deckSize;
  }
}
