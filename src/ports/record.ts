import type { Event } from '../domain/events.ts';
import type { Restored } from '../domain/plan.ts';
import type { Ms } from '../domain/units.ts';
import type { UndoEntry, UndoHeader, UndoLine, Who } from '../domain/undo.ts';

/** One run's folder: what all restoring needs, and what all reporting needs. */
export interface RunRecord extends AsyncDisposable {
  readonly run: string;
  readonly folder: string;
  /** The first line of its undo record. */
  readonly header: UndoHeader;
  /** On disk, fsynced, before it resolves; rejects where it cannot be, and then nothing may be changed. */
  undo(line: Exclude<UndoLine, UndoHeader>): Promise<void>;
  /** Buffered; never throws. */
  append(event: Event): void;
  /** Resolves when everything appended is written, or could not be. */
  flushed(): Promise<void>;
  /** Aborts, with the reason, when an event could not be written. */
  readonly broken: AbortSignal;
}

export interface Records {
  /** Makes the folder of a new run, and writes the header of its undo record. */
  open(header: Omit<UndoHeader, 'kind' | 'schemaVersion' | 'run'>): Promise<RunRecord>;
}

/** Takes entries back, whoever asks: the runner, its guardian, or `firedrill restore` years later. */
export interface Restorer {
  restore(entries: readonly UndoEntry[], options: RestoreOptions): Promise<readonly RestoreResult[]>;
}

export interface RestoreOptions {
  readonly by: Who;
  /** Time budget of each. */
  readonly budget: Ms;
  /** Writes that it is out; may fail, and the restoring goes on. */
  mark(line: Extract<UndoLine, { kind: 'restored' }>): Promise<void>;
  /** What the run itself had started, also what has ended by now: a fault in a proxy of its own is gone with that. */
  readonly programs: readonly UndoEntry[];
  began?(entry: UndoEntry): void;
  ended?(result: RestoreResult): void;
}

export interface RestoreResult {
  readonly entry: UndoEntry;
  readonly result: Restored;
  readonly took: Ms;
}
