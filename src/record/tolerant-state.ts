import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '../domain/reason.ts';
import { exitCodes } from '../domain/verdict.ts';
import { StateDamaged } from '../domain/state-damaged.ts';
import type { State } from '../ports/state.ts';
import { openState } from './state.ts';

/**
 * Opens the state for whoever must go on without it: where it is damaged nothing is known of any run, and nothing can be entered.
 * A state that is merely busy is not damaged: that is thrown, since what it holds is still true.
 * @throws StateBusy where another process holds it for too long.
 */
export function openStateIfPossible(directory: string): State {
  const tolerant = new Tolerant(directory);
  return {
    damage: () => tolerant.look(),
    enter: (run, locks) => tolerant.need((state) => state.enter(run, locks)),
    leave: (run) => tolerant.need((state) => state.leave(run)),
    active: () => tolerant.ask((state) => state.active()) ?? [],
    find: (run) => tolerant.ask((state) => state.find(run)),
    claim: (run, by, dead) => tolerant.try((state) => state.claim(run, by, dead)),
    release: (run, by) => tolerant.try((state) => state.release(run, by)),
    blocked: () => tolerant.ask((state) => state.blocked()),
    block: (why) => tolerant.need((state) => state.block(why)),
    unblock: () => tolerant.need((state) => state.unblock()),
    [Symbol.dispose]: () => tolerant.close(),
  };
}

/** What `plan` asks, which makes no state where there is none. */
export function lookAtState(directory: string): { blocked(): string | undefined; damage(): StateDamaged | undefined } {
  if (!isThere(join(directory, 'state.db'))) return { blocked: () => undefined, damage: () => undefined };
  using state = openStateIfPossible(directory);
  const [damage, blocked] = [state.damage(), state.blocked()];
  return { blocked: () => blocked, damage: () => damage };
}

/** Also where it leads nowhere, or may not be looked at: only what is certainly not there is none. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** Another process was at it for too long; what it holds is still true, and was not asked. */
class StateBusy extends Error {
  readonly hint = 'Another process is at it: try again.';
  readonly exitCode = exitCodes.refused;

  constructor(file: string, cause: unknown) {
    super(`Cannot ask the state of this user: ${file}: ${reason(cause)}.`, { cause });
  }
}

class Tolerant {
  readonly #directory: string;
  readonly #state: State | undefined;
  #damage: StateDamaged | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    try {
      this.#state = openState(directory);
    } catch (error) {
      this.#damage = this.#damageOf(error);
    }
  }

  /** Reads all of it, so that damage in the middle of the file is seen before anybody relies on it. */
  look(): StateDamaged | undefined {
    this.ask((state) => [state.active(), state.blocked()]);
    return this.#damage;
  }

  /** An answer of it; `undefined` where it cannot give one. */
  ask<T>(question: (state: State) => T): T | undefined {
    if (this.#damage !== undefined || this.#state === undefined) return undefined;
    try {
      return question(this.#state);
    } catch (error) {
      this.#damage = this.#damageOf(error);
      return undefined;
    }
  }

  /** @throws StateDamaged where it cannot. */
  need<T>(act: (state: State) => T): T {
    if (this.#state === undefined) throw this.#damage ?? this.#damageOf('it was never opened');
    try {
      return act(this.#state);
    } catch (error) {
      throw this.#damageOf(error);
    }
  }

  /** Changes it, where it can be changed. */
  try<T>(act: (state: State) => T): T | undefined {
    try {
      return this.need(act);
    } catch (error) {
      if (error instanceof StateDamaged) return undefined;
      throw error;
    }
  }

  close(): void {
    this.#state?.[Symbol.dispose]();
  }

  #damageOf(error: unknown): StateDamaged {
    const file = join(this.#directory, 'state.db');
    if (isBusy(error)) throw new StateBusy(file, error);
    if (isFolder(error))
      return new StateDamaged(`${this.#directory}: ${reason(error)}`, 'Make it a folder that you can write, or set XDG_STATE_HOME to one.', error);
    const hint = `Once no run is alive: mv ${file} ${file}.damaged. A new one is made, which holds no target and lists no run of other checkouts.`;
    return new StateDamaged(`${file}: ${reason(error)}`, hint, error);
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED (https://www.sqlite.org/rescode.html), extended codes included. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && [5, 6].includes(error.errcode & 0xff);
}

/** The folder itself: SQLite's errors carry no system call. */
const isFolder = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
