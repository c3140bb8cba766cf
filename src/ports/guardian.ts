import type { UndoLine } from '../domain/undo.ts';
import type { Ms } from '../domain/units.ts';

/** The process that restores when this one cannot. */
export interface Guardians {
  /** Resolves once it is ready to act; rejects where it cannot be started, and then nothing may be injected. */
  start(options: GuardianOptions): Promise<Guardian>;
}

export interface GuardianOptions {
  readonly run: string;
  readonly folder: string;
  readonly limit: Ms;
}

export interface Guardian {
  readonly pid: number;
  /** Aborts, with the reason, when the guardian has died: its own death halts the run. */
  readonly lost: AbortSignal;
  /** Hands over a line of the undo record; waits for nothing, never throws. */
  undo(line: UndoLine): void;
  /** Starts the hard limit's clock. */
  armed(): void;
  /** Ends the hard limit's clock: what was injected is being taken out. */
  restoring(): void;
  /** Says goodbye: the run has ended by itself, and the guardian with it. */
  dismiss(): Promise<void>;
}
