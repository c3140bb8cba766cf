import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Json } from '../domain/json.ts';
import type { Deliveries, Delivery } from '../ports/sink.ts';

const handle = z.json().optional();
const note = z.discriminatedUnion('state', [
  z.object({ state: z.literal('open'), handle }),
  z.object({ state: z.literal('undelivered'), handle, why: z.string() }),
  z.object({ state: z.literal('given-up'), handle, why: z.string() }),
  z.object({ state: z.literal('delivered'), handle }),
]);

const folderIn = (run: string): string => join(run, 'sinks');
const ending = '.json';

/** What the sink of this name remembers of the run in this folder, in `sinks/<name>.json`; `clean` takes secrets out of what it says. */
export function deliveriesIn(folder: string, name: string, clean: (text: string) => string = (text) => text): Deliveries {
  const file = join(folderIn(folder), `${name}${ending}`);
  let last: Promise<void> = Promise.resolve();
  return {
    read: async () => {
      await last;
      return read(file);
    },
    write: (delivery) => {
      // One after the other: the later note is the one that stays.
      last = last.then(() => save(folder, file, cleaned(delivery, clean))).catch(() => undefined);
      return last;
    },
  };
}

/** What every sink remembers of the run in this folder, by its name; nothing where nothing can be read. */
export async function notesIn(folder: string): Promise<ReadonlyMap<string, Delivery>> {
  const files = (await readdir(folderIn(folder)).catch(() => [])).filter((file) => file.endsWith(ending));
  const notes = await Promise.all(files.map(async (file) => [file.slice(0, -ending.length), await read(join(folderIn(folder), file))] as const));
  return new Map(notes.flatMap(([name, delivery]) => (delivery === undefined ? [] : [[name, delivery] as const])));
}

/** What was delivered of a run that has ended anew, say because it is restored since, is owed again. */
export async function reopenIn(folder: string): Promise<void> {
  for (const [name, delivery] of await notesIn(folder))
    if (delivery.state === 'delivered') await deliveriesIn(folder, name).write({ ...delivery, state: 'open' });
}

function cleaned(delivery: Delivery, clean: (text: string) => string): Delivery {
  return 'why' in delivery ? { ...delivery, why: clean(delivery.why) } : delivery;
}

/** The folder of the run is never made again: a run that was pruned meanwhile owes nothing. A note is whole or not there. */
async function save(run: string, file: string, delivery: Delivery): Promise<void> {
  await mkdir(folderIn(run), { mode: 0o700 }).catch(() => undefined);
  const half = join(folderIn(run), `.${randomUUID()}`);
  await writeFile(half, `${JSON.stringify(delivery)}\n`, { mode: 0o600, flush: true });
  await rename(half, file);
}

async function read(file: string): Promise<Delivery | undefined> {
  try {
    const { handle: kept, ...said } = note.parse(JSON.parse(await readFile(file, 'utf8')));
    return { ...said, ...(kept === undefined ? {} : { handle: kept as Json }) };
  } catch {
    return undefined;
  }
}
