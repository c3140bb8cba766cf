import { randomInt } from 'node:crypto';

/** A seed nobody could guess. */
export function freshSeed(): number {
  return randomInt(2 ** 31);
}
