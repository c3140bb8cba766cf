import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ProcessIdentity } from '../ports/processes.ts';
import type { ActiveRun, Claimant, LockConflict, State } from '../ports/state.ts';

const tables = `
  create table if not exists runs (run text primary key, active text not null) strict;
  create table if not exists locks (lock text primary key, run text not null) strict;
  create table if not exists claims (run text primary key, claimant text not null) strict;
  create table if not exists block (one integer primary key check (one = 1), reason text not null) strict;
`;

const processId = z.object({ pid: z.number(), startTime: z.number() });
/** Its keys in this order, so that it is found again as text. */
const claimant = processId.extend({ who: z.enum(['guardian', 'restore', 'report', 'schedule']) });
const activeRun = z.object({ run: z.string(), folder: z.string(), experiment: z.string(), runner: processId, guardian: processId.optional() });

/**
 * Opens the state shared by all checkouts of this user, `state.db` in the user's state directory, making it where there is none.
 * SQLite, because its transactions hold between processes and are given back by the kernel when one dies.
 * @throws Error where it cannot be opened or made; every method, where it is damaged or another process holds it for too long.
 */
export function openState(directory: string): State {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Waiting blocks the whole process: longer than a fraction of the guardian's patience, and it would take us for stopped.
  const database = new DatabaseSync(join(directory, 'state.db'), { timeout: 1000 });
  database.exec(tables);
  return stateIn(database);
}

function stateIn(database: DatabaseSync): State {
  const find = (run: string): ActiveRun | undefined => read(database.prepare('select active from runs where run = ?').get(run));
  const put = (active: ActiveRun): void => void database.prepare('insert or replace into runs values (?, ?)').run(active.run, JSON.stringify(active));
  return {
    damage: () => undefined,
    enter: (active, locks) => atomically(database, () => enter(database, active, locks, find, put)),
    leave: (run) =>
      atomically(database, () => {
        database.prepare('delete from locks where run = ?').run(run);
        database.prepare('delete from runs where run = ?').run(run);
      }),
    active: () =>
      database
        .prepare('select active from runs order by rowid')
        .all()
        .flatMap((row) => read(row) ?? []),
    find,
    claim: (run, by, dead) => atomically(database, () => claim(database, run, by, dead)),
    release: (run, by) => void database.prepare('delete from claims where run = ? and claimant = ?').run(run, JSON.stringify(claimant.parse(by))),
    blocked: () => z.object({ reason: z.string() }).optional().parse(database.prepare('select reason from block').get())?.reason,
    block: (reason) => void database.prepare('insert or replace into block values (1, ?)').run(reason),
    unblock: () => database.prepare('delete from block').run().changes > 0,
    [Symbol.dispose]: () => database.close(),
  };
}

function enter(
  database: DatabaseSync,
  active: ActiveRun,
  locks: readonly string[],
  find: (run: string) => ActiveRun | undefined,
  put: (active: ActiveRun) => void,
): readonly LockConflict[] {
  const conflicts = locks.flatMap((lock) => conflictOf(database, lock, active.run, find));
  if (conflicts.length > 0) return conflicts;
  put(active);
  for (const lock of locks) database.prepare('insert or replace into locks values (?, ?)').run(lock, active.run);
  return [];
}

function claim(database: DatabaseSync, run: string, by: Claimant, dead: Claimant | undefined): Claimant | undefined {
  const row = z.object({ claimant: z.string() }).optional().parse(database.prepare('select claimant from claims where run = ?').get(run));
  const holder = row === undefined ? undefined : claimant.parse(JSON.parse(row.claimant));
  if (holder !== undefined && !same(holder, by) && (dead === undefined || !same(holder, dead))) return holder;
  database.prepare('insert or replace into claims values (?, ?)').run(run, JSON.stringify(claimant.parse(by)));
  return undefined;
}

const same = (a: ProcessIdentity, b: ProcessIdentity): boolean => a.pid === b.pid && a.startTime === b.startTime;

function conflictOf(database: DatabaseSync, lock: string, run: string, find: (run: string) => ActiveRun | undefined): LockConflict[] {
  const row = z.object({ run: z.string() }).optional().parse(database.prepare('select run from locks where lock = ?').get(lock));
  const holder = row === undefined || row.run === run ? undefined : find(row.run);
  return holder === undefined ? [] : [{ lock, holder }];
}

function read(row: unknown): ActiveRun | undefined {
  const parsed = z.object({ active: z.string() }).optional().parse(row);
  if (parsed === undefined) return undefined;
  const { guardian, ...active } = parseActive(parsed.active);
  return { ...active, ...(guardian === undefined ? {} : { guardian }) };
}

function parseActive(text: string): z.infer<typeof activeRun> {
  try {
    return activeRun.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`it holds a run that cannot be read: ${text.slice(0, 80)}`, { cause: error });
  }
}

function atomically<T>(database: DatabaseSync, act: () => T): T {
  database.exec('begin immediate');
  try {
    const result = act();
    database.exec('commit');
    return result;
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}
