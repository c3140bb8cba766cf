/** The embedded file as a thing that may be busy, damaged, or exchanged under a process that has it open. */
import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ms, type Ms } from '../domain/units.ts';
import { reason } from '../domain/reason.ts';
import type { StorePorts } from './open.ts';
import { moveAside } from './sqlite-aside.ts';
import { inWords, troubleOf } from './sqlite-errors.ts';

/** How a busy file is waited for. */
export interface Waiting {
  /** Once, with the whole process blocked: longer than a fraction of the guardian's patience, and it would take us for stopped. */
  readonly blocked: Ms;
  /** How often, with a breath in between. */
  readonly turns: number;
}

const waiting: Waiting = { blocked: ms(500), turns: 10 };

export class SqliteFile implements Disposable {
  readonly #path: string;
  readonly #ports: StorePorts;
  readonly #prepare: (database: DatabaseSync) => void;
  readonly #waiting: Waiting;
  #open: { readonly database: DatabaseSync; readonly inode: number } | undefined;

  /** @param prepare brings a file that was just opened to where it can be used. */
  constructor(path: string, ports: StorePorts, prepare: (database: DatabaseSync) => void, how: Waiting = waiting) {
    this.#path = path;
    this.#ports = ports;
    this.#prepare = prepare;
    this.#waiting = how;
  }

  /**
   * Does something with the file. A damaged one is moved aside, said, and made anew before it is done; a busy one is waited for, some seconds.
   * @throws CannotRemember where it stays busy, or the disk refuses; nothing of the act is then done.
   */
  async use<T>(act: (database: DatabaseSync) => T): Promise<T> {
    for (let turn = 1; ; turn += 1) {
      try {
        return act(this.#current());
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble === undefined) throw error;
        if (trouble === 'disk' || turn >= this.#waiting.turns) throw inWords(trouble, this.#path, error);
        if (trouble === 'damaged') this.#mend(reason(error));
        else await this.#ports.clock.sleep(ms(20));
      }
    }
  }

  /** The file that has the name now: one that was moved aside meanwhile takes nothing more. */
  #current(): DatabaseSync {
    if (this.#open !== undefined && this.#open.inode === statSync(this.#path, { throwIfNoEntry: false })?.ino) return this.#open.database;
    this[Symbol.dispose]();
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    // Made by ourselves, because SQLite would let others read it; what it makes beside takes its mode.
    if (!existsSync(this.#path)) closeSync(openSync(this.#path, 'a', 0o600));
    const { ino: inode } = statSync(this.#path);
    const database = new DatabaseSync(this.#path, { timeout: this.#waiting.blocked });
    try {
      database.exec('pragma journal_mode = wal; pragma synchronous = full');
      this.#prepare(database);
    } catch (error) {
      database.close();
      throw error;
    }
    this.#open = { database, inode };
    return database;
  }

  #mend(why: string): void {
    this[Symbol.dispose]();
    const aside = this.#moveAside();
    if (aside !== undefined) this.#ports.say(`The store ${this.#path} is damaged (${why}). It is kept as ${aside}, and made anew from the run folders.`);
  }

  /** Where another process is at it for long, the next turn looks again. */
  #moveAside(): string | undefined {
    try {
      return moveAside(this.#path, this.#waiting.blocked);
    } catch (error) {
      if (troubleOf(error) === 'busy') return undefined;
      throw inWords('disk', this.#path, error);
    }
  }

  [Symbol.dispose](): void {
    this.#open?.database.close();
    this.#open = undefined;
  }
}
