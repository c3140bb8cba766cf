/** How the schema `firedrill` came to look as it does; only ever added to. `firedrill.version` says how many of these it has had. */
import type { ClientBase } from 'pg';
import { z } from 'zod';
import { CannotRemember } from './cannot-remember.ts';

const migrations: readonly string[] = [
  `create table firedrill.runs (run text primary key, experiment text not null, started text collate "C" not null, recorded bigint not null, summary json not null);
   create index runs_by_start on firedrill.runs (started, run);
   create index runs_of_experiment on firedrill.runs (experiment, started, run);
   create table firedrill.edits (id bigint generated always as identity primary key, edit text not null, digest text not null unique);
   create table firedrill.steps (id bigint generated always as identity primary key, token uuid not null unique, schedule text not null, job text not null,
     slot text not null, due text collate "C" not null, kind text not null, step text not null);
   create unique index steps_claimed on firedrill.steps (schedule, job, slot) where kind = 'claimed';
   create index steps_of_schedule on firedrill.steps (schedule, due);`,
];

/** Any number would do, as long as every firedrill takes this one. */
const lock = 4_206_017_203;

/**
 * Brings the schema to the version of this firedrill; of several that come at once one does it, and the others wait.
 * A step and its version are one transaction: whoever is killed in between has changed nothing.
 * @throws CannotRemember where it is of a newer one, which may mean something else by the same rows.
 */
export async function migrate(client: ClientBase, where: string): Promise<void> {
  if ((await versionOf(client, where)) === migrations.length) return;
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    if ((await versionOf(client, where)) === 0)
      await client.query(
        `create schema if not exists firedrill; create table firedrill.version (one boolean primary key default true check (one), version integer not null);
         insert into firedrill.version (version) values (0)`,
      );
    for (const step of migrations.slice(await versionOf(client, where))) await client.query(step);
    await client.query('update firedrill.version set version = $1', [migrations.length]);
    await client.query('commit');
  } catch (error) {
    // A connection that is lost has rolled back by itself.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function versionOf(client: ClientBase, where: string): Promise<number> {
  // By the tables of the catalogue: to_regclass would answer from a cache of before the lock was ours.
  const { rows: found } = await client.query(
    `select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'firedrill' and c.relname = 'version') as "there"`,
  );
  if (!z.tuple([z.object({ there: z.boolean() })]).parse(found)[0].there) return 0;
  const { rows } = await client.query('select version from firedrill.version');
  const [{ version }] = z.tuple([z.object({ version: z.number() })]).parse(rows);
  if (version <= migrations.length) return version;
  throw new CannotRemember(
    `${where} is of version ${version}, and this firedrill knows ${migrations.length}`,
    'Use a firedrill as new as the newest of those that share it.',
  );
}
