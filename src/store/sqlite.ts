/** The embedded store: one file beside the runs, through the SQLite that is part of Node. Several processes may use it at once. */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../ports/store.ts';
import { appendJournal, readJournal } from './journal.ts';
import type { StorePorts } from './open.ts';
import { editsIn, runsIn, stepsIn } from './rows.ts';
import { appendSlot, forgetSlots, readSlots } from './slots-journal.ts';
import { SqliteFile, type Waiting } from './sqlite-file.ts';
import { migrate } from './sqlite-migrations.ts';
import { add, claimOf, known, note, put, select, texts } from './sqlite-rows.ts';

/** Where it lies: what cannot be read from run folders stands in a journal beside it, too. */
interface Files {
  readonly store: string;
  readonly findings: string;
  /** In which the journals of slots lie. */
  readonly folder: string;
}

/**
 * Opens `store.db` in a folder, making both where there are none. What people said stands in `findings.ndjson` beside it, and the steps of slots in `slots-<month>.ndjson`:
 * of these a file that was lost or damaged is made anew, so that nothing said is forgotten and no slot is run twice.
 * @throws CannotRemember where it is of a newer version, stays busy, or the disk refuses.
 */
export async function openSqlite(folder: string, ports: StorePorts, waiting?: Waiting): Promise<Store> {
  const files = { store: join(folder, 'store.db'), findings: join(folder, 'findings.ndjson'), folder };
  const prepare = (database: DatabaseSync): void => {
    migrate(database, files.store);
    takeBack(database, files);
    forgetSlots(database, folder);
  };
  const file = new SqliteFile(files.store, ports, prepare, waiting);
  const held = await file.use((database) => texts(database, 'select edit as text from edits order by id'));
  const written = new Set(readJournal(files.findings));
  for (const line of held) if (!written.has(line)) await appendJournal(files.findings, line);
  return storeIn(file, files);
}

function storeIn(file: SqliteFile, { store, findings, folder }: Files): Store {
  return {
    where: store,
    put: (run) => file.use((database) => put(database, run)),
    known: (runs) => file.use((database) => known(database, runs)),
    runs: async (query) => runsIn(await file.use((database) => texts(database, ...select(query)))),
    say: async (edit) => {
      const line = JSON.stringify(edit);
      await appendJournal(findings, line);
      await file.use((database) => note(database, line));
    },
    said: async () => editsIn(await file.use((database) => texts(database, 'select edit as text from edits order by id'))),
    claim: async (slot, at, by) => {
      const claimed = claimOf(slot, at, by);
      if (!(await file.use((database) => add(database, claimed, 'or ignore')))) return false;
      await appendSlot(folder, claimed);
      return true;
    },
    step: async (step) => {
      await file.use((database) => add(database, step));
      await appendSlot(folder, step);
    },
    steps: async (schedule, since) =>
      stepsIn(await file.use((database) => texts(database, 'select step as text from steps where schedule = ? and due >= ? order by id', schedule, since))),
    [Symbol.asyncDispose]: async () => file[Symbol.dispose](),
  };
}

/** What people said and the file does not know, since it was lost, or its process was killed between the two; and of slots all, where it knows of none. */
function takeBack(database: DatabaseSync, { findings, folder }: Files): void {
  const held = new Set(texts(database, 'select edit as text from edits'));
  for (const line of readJournal(findings)) if (!held.has(line)) note(database, line);
  if (texts(database, 'select step as text from steps limit 1').length > 0) return;
  database.exec('begin immediate');
  try {
    if (texts(database, 'select step as text from steps limit 1').length === 0) for (const step of stepsIn(readSlots(folder))) add(database, step, 'or ignore');
    database.exec('commit');
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}
