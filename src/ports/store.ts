import type { FindingEdit } from '../domain/memory/edit.ts';
import type { RunSummary } from '../domain/memory/run-summary.ts';
import type { SlotId, SlotStep } from '../domain/memory/step.ts';

/** The memory of runs, of what people said of findings, and of slots: an embedded file, or a server that a team shares. */
export interface Store extends AsyncDisposable {
  /** Where it is, for people; without credentials. */
  readonly where: string;
  /** Keeps a run; the same run again replaces what is known of it, unless that was read of a longer record. */
  put(run: RunSummary): Promise<void>;
  /** Those of these runs that it has, each with how much of its record it has read. */
  known(runs: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The latest first. */
  runs(query: RunQuery): Promise<readonly RunSummary[]>;
  /** Durable when it resolves; the very same said again is the same fact. */
  say(edit: FindingEdit): Promise<void>;
  /** Oldest first. */
  said(): Promise<readonly FindingEdit[]>;
  /** Takes a slot for one scheduler: true for the first that asks, whichever process, machine or second it is; its `claimed` step is written with it. */
  claim(slot: SlotId, at: number, by: string): Promise<boolean>;
  /** Durable when it resolves. */
  step(step: SlotStep): Promise<void>;
  /** The steps of one schedule in the order in which they were written, of slots due at or after this instant (ISO 8601). */
  steps(schedule: string, since: string): Promise<readonly SlotStep[]>;
}

export interface RunQuery {
  readonly experiment?: string;
  /** Started at or after, ISO 8601 in UTC. */
  readonly since?: string;
  readonly limit?: number;
}
