/** The history, slot by slot. */
import type { SlotId, SlotStep } from '../memory/step.ts';

/** A slot that somebody has claimed. */
export interface Opened {
  readonly slot: SlotId;
  /** Oldest first; never empty. */
  readonly steps: readonly SlotStep[];
}

/** The slots of a history in the order in which they were claimed. */
export function openedIn(history: readonly SlotStep[]): readonly Opened[] {
  // That a scheduler is still at a slot is no step of it: the last one decides what comes next.
  const told = history.filter(({ kind }) => kind !== 'alive');
  const slots = Map.groupBy(told, ({ job, slot }) => JSON.stringify([job, slot]));
  return [...slots.values()].flatMap((steps) => {
    const [first] = steps;
    return first === undefined ? [] : [{ slot: { schedule: first.schedule, job: first.job, slot: first.slot }, steps }];
  });
}

export const isOver = ({ steps }: Opened): boolean => steps.some(({ kind }) => kind === 'finished' || kind === 'skipped');

/** Who wrote of it last. */
export const holder = ({ steps }: Opened): string => steps.at(-1)?.by ?? '';

/** One that a person asked for is not of the calendar, and bound by none. */
export const isAsked = ({ slot }: SlotId): boolean => slot.startsWith('now ');
