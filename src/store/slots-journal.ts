/** The steps of slots beside the embedded file: a file a month, so that months which decide nothing any more can go while others are written to. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { dueOf, type SlotStep } from '../domain/memory/step.ts';
import { appendJournal, readJournal } from './journal.ts';

/** Months that are kept, counted from the latest that has a slot and not from today: a clock that is wrong for an hour takes no memory away. */
const kept = 4;

/** Adds a step to its month; on disk when it resolves. @throws CannotRemember where the disk refuses. */
export async function appendSlot(folder: string, step: SlotStep): Promise<void> {
  await appendJournal(join(folder, `slots-${dueOf(step).slice(0, 7)}.ndjson`), JSON.stringify(step));
}

/** Every line, oldest month first. */
export const readSlots = (folder: string): readonly string[] => months(folder).flatMap((file) => readJournal(join(folder, file)));

/** Lets go of months that are long over, in the database first: killed in between, the next one does it again. */
export function forgetSlots(database: DatabaseSync, folder: string): void {
  const files = months(folder);
  const [first] = files.slice(-kept);
  if (first === undefined || files.length <= kept) return;
  database.prepare('delete from steps where due < ?').run(first.slice('slots-'.length, -'.ndjson'.length));
  for (const file of files.slice(0, -kept)) rmSync(join(folder, file), { force: true });
}

function months(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /^slots-\d{4}-\d\d\.ndjson$/.test(file))
    .toSorted();
}
