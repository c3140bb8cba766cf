import type { SlotId, SlotStep } from '../domain/memory/step.ts';

export interface OpenSlot {
  readonly slot: SlotId;
  /** When its scheduler last said something of it, ms since the epoch. */
  readonly last: number;
}

const keyOf = ({ job, slot }: SlotId): string => JSON.stringify([job, slot]);

/** The slots of one scheduler that are claimed and not over. */
export function openSlots(history: readonly SlotStep[], by: string): readonly OpenSlot[] {
  const open = new Map<string, OpenSlot>();
  for (const step of history) {
    const key = keyOf(step);
    if (step.kind === 'skipped' || step.kind === 'finished') open.delete(key);
    else if (step.by === by && (step.kind === 'claimed' || open.has(key)))
      open.set(key, { slot: { schedule: step.schedule, job: step.job, slot: step.slot }, last: step.at });
  }
  return [...open.values()];
}

/** A slot of ours whose run was begun by what the store says, and not by what we know: nothing of it is begun again. */
export function lostTrack(history: readonly SlotStep[], by: string): SlotId | undefined {
  return openSlots(history, by).find(({ slot }) => {
    const steps = history.filter((step) => keyOf(step) === keyOf(slot));
    const last = steps.findLast(({ kind }) => kind === 'started' || kind === 'ended');
    return last?.kind === 'started';
  })?.slot;
}
