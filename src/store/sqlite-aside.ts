/** What becomes of a damaged file: it gets another name, and is never deleted. */
import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Ms } from '../domain/units.ts';

/**
 * Moves a damaged file aside, with what SQLite keeps beside it; gives its new name, or none where somebody was quicker and the file is sound.
 * One process at a time, by a lock that the kernel gives back: else the second would move aside what the first has made.
 */
export function moveAside(path: string, blocked: Ms): string | undefined {
  const lock = new DatabaseSync(`${path}.mending`, { timeout: blocked });
  try {
    lock.exec('begin exclusive');
    if (isSound(path, blocked)) return undefined;
    const aside = freeName(`${path}.damaged`);
    for (const part of ['', '-wal', '-shm']) if (existsSync(path + part)) renameSync(path + part, aside + part);
    return aside;
  } finally {
    lock.close();
  }
}

function isSound(path: string, blocked: Ms): boolean {
  try {
    const database = new DatabaseSync(path, { timeout: blocked });
    try {
      return JSON.stringify(database.prepare('pragma quick_check').get()) === '{"quick_check":"ok"}';
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

function freeName(path: string, n = 1): string {
  const name = n === 1 ? path : `${path}-${n}`;
  return existsSync(name) ? freeName(path, n + 1) : name;
}
