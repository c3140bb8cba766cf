import type { Event } from '../domain/events.ts';
import type { SlotId } from '../domain/memory/step.ts';
import type { ProgramRun } from '../domain/program/next.ts';

export type RunFinished = Extract<Event, { readonly kind: 'run.finished' }>;

/** Starts runs as processes of their own: memory and crashes of one are no business of the next. */
export interface Runs {
  /** The run halts when whoever started it is gone. Rejects where no process can be started: then nothing was. */
  start(run: ProgramRun, slot: SlotId, hear: (event: Event) => void): Promise<StartedRun>;
  /** The end of a run whose process ended without a word: what its guardian wrote, once that has ended too; `undefined` where nobody knows. */
  recordedEnd(run: string): Promise<RunFinished | undefined>;
}

export interface StartedRun {
  /** How the process ended, after the last of its events was heard; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Asks it to restore and end. */
  halt(signal: HaltSignal): void;
}

export type HaltSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export type ProcessEnd = { readonly kind: 'exited'; readonly code: number } | { readonly kind: 'killed'; readonly signal: string };
