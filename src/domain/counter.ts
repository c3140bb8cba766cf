import type { Measurement } from './sample.ts';

/** How far a counter has risen since its base, through resets; changed in place. */
export interface Counter {
  /** The value from which the next increase counts; absent until a first value is known. */
  base: number | undefined;
  increase: number;
}

export const emptyCounter = (): Counter => ({ base: undefined, increase: 0 });

/** Adds what the counter rose by; one that falls was reset, and has since risen from zero. */
export function countUp(counter: Counter, sample: Measurement): void {
  if (sample.kind !== 'good') return;
  const { base } = counter;
  if (base !== undefined) counter.increase += sample.value >= base ? sample.value - base : sample.value;
  counter.base = sample.value;
}

/** Notes the value of a sample before the window, from which its first increase counts. */
export function rebase(counter: Counter, sample: Measurement): void {
  if (sample.kind === 'good') counter.base = sample.value;
}
