import type { SlotId } from '../domain/memory/step.ts';

/** Tells people of a drill before it comes. */
export interface Announcer {
  readonly name: string;
  /** Whether it is told of runs in this environment. */
  hears(environment: string): boolean;
  /** @param at when its first run starts, ms since the epoch; @param what what will be run, in words. Rejects where it cannot be told. */
  announce(slot: SlotId, at: number, what: string, signal: AbortSignal): Promise<void>;
}
