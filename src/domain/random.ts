/** Chance from a seed alone, so that a choice can be made again. */

/** The state of sfc32 (Chris Doty-Humphrey, PractRand): four 32-bit words. */
export interface Chance {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly counter: number;
}

/** The first state of a seed (its low 32 bits count); the first numbers are thrown away, as they still resemble the seed. */
function chance(seed: number): Chance {
  let state: Chance = { a: 0x9e3779b9, b: seed | 0, c: 0x243f6a88, counter: 1 };
  for (let round = 0; round < 12; round += 1) state = draw(state).next;
  return state;
}

/** The next number in [0, 1), and the state after it. */
function draw({ a, b, c, counter }: Chance): { readonly value: number; readonly next: Chance } {
  const mixed = (a + b + counter) | 0;
  const next = { a: b ^ (b >>> 9), b: (c + (c << 3)) | 0, c: (((c << 21) | (c >>> 11)) + mixed) | 0, counter: (counter + 1) | 0 };
  return { value: (mixed >>> 0) / 2 ** 32, next };
}

/** A source of numbers in [0, 1) that remembers its state; what the port Random asks for. */
export function seeded(seed: number): { readonly seed: number; next(): number } {
  let state = chance(seed);
  return {
    seed,
    next(): number {
      const { value, next } = draw(state);
      state = next;
      return value;
    },
  };
}

/** One of the items; `undefined` only where there is none. */
export function pick<T>(random: { next(): number }, items: readonly T[]): T | undefined {
  return items[Math.floor(random.next() * items.length)];
}

/** `count` different items in the order drawn, all of them where there are fewer. */
export function choose<T>(random: { next(): number }, items: readonly T[], count: number): readonly T[] {
  const rest = [...items];
  return Array.from({ length: Math.min(count, items.length) }).flatMap(() => rest.splice(Math.floor(random.next() * rest.length), 1));
}
