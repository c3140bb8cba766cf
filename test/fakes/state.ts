import type { StateDamaged } from '../../src/domain/state-damaged.ts';
import type { ActiveRun, Claimant, LockConflict, State } from '../../src/ports/state.ts';

/** The state of one user, in memory. */
export class FakeState implements State {
  readonly #runs = new Map<string, ActiveRun>();
  readonly #locks = new Map<string, string>();
  readonly #claims = new Map<string, Claimant>();
  #block: string | undefined;
  /** Says that it cannot be used; what changes it throws it. */
  damaged: StateDamaged | undefined;

  damage(): StateDamaged | undefined {
    return this.damaged;
  }

  enter(run: ActiveRun, locks: readonly string[]): readonly LockConflict[] {
    if (this.damaged !== undefined) throw this.damaged;
    const conflicts = locks.flatMap((lock): LockConflict[] => {
      const holder = this.#runs.get(this.#locks.get(lock) ?? '');
      return holder === undefined || holder.run === run.run ? [] : [{ lock, holder }];
    });
    if (conflicts.length > 0) return conflicts;
    this.#runs.set(run.run, run);
    for (const lock of locks) this.#locks.set(lock, run.run);
    return [];
  }

  leave(run: string): void {
    if (this.damaged !== undefined) throw this.damaged;
    this.#runs.delete(run);
    for (const [lock, holder] of this.#locks) if (holder === run) this.#locks.delete(lock);
  }

  active(): readonly ActiveRun[] {
    return [...this.#runs.values()];
  }

  find(run: string): ActiveRun | undefined {
    return this.#runs.get(run);
  }

  claim(run: string, by: Claimant, dead?: Claimant): Claimant | undefined {
    const holder = this.#claims.get(run);
    if (holder !== undefined && !same(holder, by) && (dead === undefined || !same(holder, dead))) return holder;
    this.#claims.set(run, by);
    return undefined;
  }

  release(run: string, by: Claimant): void {
    const holder = this.#claims.get(run);
    if (holder !== undefined && same(holder, by)) this.#claims.delete(run);
  }

  blocked(): string | undefined {
    return this.#block;
  }

  block(reason: string): void {
    this.#block = reason;
  }

  unblock(): boolean {
    const was = this.#block !== undefined;
    this.#block = undefined;
    return was;
  }

  [Symbol.dispose](): void {}
}

const same = (a: Claimant, b: Claimant): boolean => a.pid === b.pid && a.startTime === b.startTime;
