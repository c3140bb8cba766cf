import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CannotStart } from '../domain/cannot-start.ts';
import { eventIn, type Event } from '../domain/events.ts';
import type { UndoHeader } from '../domain/undo.ts';
import { reason } from '../domain/reason.ts';
import type { Random } from '../ports/random.ts';
import type { Records, RunRecord } from '../ports/record.ts';
import { EventLog } from './event-log.ts';
import { UndoLog } from './undo-log.ts';

const letters = '23456789bcdfghjkmnpqrstvwxz';

/** How many letters a run's name has. */
export const nameLength = 6;

/** Records under `<base>/.firedrill/runs/<run>/`: `undo.ndjson`, `events.ndjson`, reports, logs of what the run started. */
export function createRecords(base: string, random: Random): Records {
  return {
    async open(header) {
      const runs = runsFolder(base);
      try {
        await mkdir(runs, { recursive: true, mode: 0o700 });
        const run = await newFolder(runs, random);
        return await openRecord(join(runs, run), { kind: 'run', schemaVersion: 1, run, ...header });
      } catch (error) {
        const why = reason(error);
        throw new CannotStart(`the record cannot be written: ${why}`, `Without it nothing could be restored later: make ${runs} writable, with space.`, error);
      }
    },
  };
}

export function runsFolder(base: string): string {
  return join(base, '.firedrill', 'runs');
}

/** Letters that cannot spell a word and are easy to read aloud; made anew where they are taken. */
async function newFolder(runs: string, random: Random): Promise<string> {
  const run = Array.from({ length: nameLength }, () => letters[Math.floor(random.next() * letters.length)]).join('');
  const made = await mkdir(join(runs, run), { mode: 0o700 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => (error.code === 'EEXIST' ? false : Promise.reject(error)),
  );
  return made ? run : newFolder(runs, random);
}

async function openRecord(folder: string, header: UndoHeader): Promise<RunRecord> {
  const undo = await UndoLog.open(folder);
  await undo.write(header);
  const eventsFile = join(folder, 'events.ndjson');
  await writeFile(eventsFile, '', { mode: 0o600 });
  const events = new EventLog(eventsFile);
  return {
    run: header.run,
    folder,
    header,
    undo: (line) => undo.write(line),
    append: (event) => events.append(event),
    flushed: () => events.flushed(),
    broken: events.broken,
    async [Symbol.asyncDispose]() {
      await events[Symbol.asyncDispose]();
      await undo[Symbol.asyncDispose]();
    },
  };
}

/** Every event of a run, oldest first; a torn line is tolerated. Throws where the folder holds no record. */
export async function readEvents(folder: string): Promise<readonly Event[]> {
  const text = await readFile(join(folder, 'events.ndjson'), 'utf8');
  // A guardian closes a torn line before it goes on, so one may stand in the middle too.
  return text.split('\n').flatMap((line) => eventIn(line) ?? []);
}

/** The folders of all runs under `base`, in no order. */
export async function listRuns(base: string): Promise<readonly string[]> {
  const names = await readdir(runsFolder(base)).catch(() => []);
  return names.map((name) => join(runsFolder(base), basename(name)));
}
