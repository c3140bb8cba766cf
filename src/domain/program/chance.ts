import type { SlotId } from '../memory/step.ts';
import { seeded } from '../random.ts';

/** Chance of one purpose of one slot: the same for everybody who asks, and no purpose disturbs another's. */
export function chanceOf(seed: number, { schedule, job, slot }: SlotId, purpose: string): { next(): number } {
  return seeded(mixed(JSON.stringify([seed, schedule, job, slot, purpose])));
}

/** 32 bits of a text: FNV-1a (Fowler, Noll, Vo). */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(text)) hash = Math.imul(hash ^ unit, 0x01000193);
  return hash;
}
