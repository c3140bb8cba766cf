/** How the embedded file came to look as it does; only ever added to. `user_version` says how many of these it has had. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { CannotRemember } from './cannot-remember.ts';

const migrations: readonly string[] = [
  `create table runs (run text primary key, experiment text not null, started text not null, recorded integer not null, summary text not null) strict;
   create index runs_by_start on runs (started, run);
   create index runs_of_experiment on runs (experiment, started, run);
   create table edits (id integer primary key autoincrement, edit text not null unique) strict;
   create table steps (id integer primary key autoincrement, schedule text not null, job text not null, slot text not null, due text not null,
     kind text not null, step text not null) strict;
   create unique index steps_claimed on steps (schedule, job, slot) where kind = 'claimed';
   create index steps_of_schedule on steps (schedule, due);`,
];

/**
 * Brings the file to the version of this firedrill; several processes may come at once.
 * @throws CannotRemember where it is of a newer one, which may mean something else by the same rows.
 */
export function migrate(database: DatabaseSync, file: string): void {
  if (versionOf(database, file) === migrations.length) return;
  database.exec('begin immediate');
  try {
    for (const step of migrations.slice(versionOf(database, file))) database.exec(step);
    database.exec(`pragma user_version = ${migrations.length}; commit`);
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

function versionOf(database: DatabaseSync, file: string): number {
  const version = z.object({ user_version: z.number() }).parse(database.prepare('pragma user_version').get()).user_version;
  if (version <= migrations.length) return version;
  const why = `${file} is of version ${version}, and this firedrill knows ${migrations.length}`;
  throw new CannotRemember(why, 'Use the newer firedrill that made it, or move the file aside: the runs are read again from their folders.');
}
