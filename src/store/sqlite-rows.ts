/** Each statement on the embedded file. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { RunSummary } from '../domain/memory/run-summary.ts';
import { dueOf, type SlotId, type SlotStep } from '../domain/memory/step.ts';
import type { RunQuery } from '../ports/store.ts';

/** Of a record that grows, the longer reading stays: two processes may put what they have read at different times. */
export function put(database: DatabaseSync, run: RunSummary): void {
  const sql = `insert into runs values (?, ?, ?, ?, ?) on conflict (run) do update set experiment = excluded.experiment, started = excluded.started,
    recorded = excluded.recorded, summary = excluded.summary where excluded.recorded >= runs.recorded`;
  database.prepare(sql).run(run.run, run.experiment, run.started, run.recorded ?? 0, JSON.stringify(run));
}

export function known(database: DatabaseSync, runs: readonly string[]): ReadonlyMap<string, number> {
  const rows = database.prepare('select run, recorded from runs where run in (select value from json_each(?))').all(JSON.stringify(runs));
  const known = z.array(z.object({ run: z.string(), recorded: z.number() })).parse(rows);
  return new Map(known.map(({ run, recorded }) => [run, recorded]));
}

export function select({ experiment, since, limit }: RunQuery): [string, ...(string | number)[]] {
  const wanted = [...(experiment === undefined ? [] : [['experiment = ?', experiment]]), ...(since === undefined ? [] : [['started >= ?', since]])];
  const where = wanted.length === 0 ? '' : `where ${wanted.map(([condition]) => condition).join(' and ')}`;
  const values = wanted.flatMap(([, value]) => value ?? []);
  return [`select summary as text from runs ${where} order by started desc, run desc limit ?`, ...values, limit ?? -1];
}

export function texts(database: DatabaseSync, sql: string, ...values: readonly (string | number)[]): readonly string[] {
  const rows = z.array(z.object({ text: z.string() })).parse(database.prepare(sql).all(...values));
  return rows.map(({ text }) => text);
}

export const note = (database: DatabaseSync, line: string): void => void database.prepare('insert or ignore into edits (edit) values (?)').run(line);

export const claimOf = ({ schedule, job, slot }: SlotId, at: number, by: string): SlotStep => ({ kind: 'claimed', schedule, job, slot, at, by });

/** One statement, and one index that allows one claim a slot: whoever is second changes nothing. */
export function add(database: DatabaseSync, step: SlotStep, or: '' | 'or ignore' = ''): boolean {
  const sql = `insert ${or} into steps (schedule, job, slot, due, kind, step) values (?, ?, ?, ?, ?, ?)`;
  return Number(database.prepare(sql).run(step.schedule, step.job, step.slot, dueOf(step), step.kind, JSON.stringify(step)).changes) > 0;
}
