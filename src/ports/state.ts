import type { StateDamaged } from '../domain/state-damaged.ts';
import type { ProcessIdentity } from './processes.ts';

/** What two checkouts must know of each other: who holds which target, which runs are alive or left something, and whether runs are blocked. */
export interface State extends Disposable {
  /** Why it cannot be used, if so; then it knows of no run, and whatever would change it throws this. */
  damage(): StateDamaged | undefined;
  /** Enters a run and takes its locks, all or none. */
  enter(run: ActiveRun, locks: readonly string[]): readonly LockConflict[];
  /** Forgets a run that left nothing, and gives its locks back. */
  leave(run: string): void;
  /** Keeps the run and its locks until somebody restores it. */
  active(): readonly ActiveRun[];
  find(run: string): ActiveRun | undefined;
  /**
   * Takes a dead run for one process that restores it; gives whoever has it already, unless that is `dead`, whose claim is taken over.
   * Where the state cannot be used everybody gets it: restoring goes before order.
   */
  claim(run: string, by: Claimant, dead?: Claimant): Claimant | undefined;
  /** Gives it back, if it is still this one's. */
  release(run: string, by: Claimant): void;
  blocked(): string | undefined;
  block(reason: string): void;
  unblock(): boolean;
}

export interface ActiveRun {
  readonly run: string;
  /** Absolute folder of its record. */
  readonly folder: string;
  readonly experiment: string;
  readonly runner: ProcessIdentity;
  readonly guardian?: ProcessIdentity;
}

/** A process that restores a run, tells others of it, or keeps a schedule. */
export interface Claimant extends ProcessIdentity {
  readonly who: 'guardian' | 'restore' | 'report' | 'schedule';
}

export interface LockConflict {
  readonly lock: string;
  readonly holder: ActiveRun;
}
