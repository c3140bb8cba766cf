/** Only one slot of a schedule runs at a time. */
import type { SlotStep } from '../memory/step.ts';
import { holder, isOver, openedIn, type Opened } from './opened.ts';
import type { Circumstances } from './circumstances.ts';

/** Another slot of the schedule that ran at some time between two instants, both included. A refused one that waits for its next try does not run. */
export function busyBetween(from: number, to: number, own: Opened, { history, isGone }: Pick<Circumstances, 'history' | 'isGone'>): Opened | undefined {
  return openedIn(history).find((other) => {
    if (other.slot.job === own.slot.job && other.slot.slot === own.slot.slot) return false;
    return spans(other, isGone).some((span) => span.from <= to && from < span.to);
  });
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function spans(opened: Opened, isGone: (by: string) => boolean): readonly Span[] {
  const found: Span[] = [];
  let from: number | undefined;
  for (const step of opened.steps) {
    if (step.kind === 'started') from ??= step.at;
    if (from === undefined || !rests(step)) continue;
    found.push({ from, to: step.at });
    from = undefined;
  }
  if (from === undefined) return found;
  const over = isOver(opened) || isGone(holder(opened));
  return [...found, { from, to: over ? (opened.steps.at(-1)?.at ?? from) : Infinity }];
}

const rests = (step: SlotStep): boolean => step.kind === 'finished' || isRefused(step);

/** Refused, and nothing was injected: the one end after which a run may be tried again. */
export const isRefused = (step: SlotStep): boolean => step.kind === 'ended' && step.outcome === 'refused' && !step.injected;
