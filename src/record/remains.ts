/** What of a run's folder tells that it is over, without reading all of it; and what stays of the folder when the run is pruned. */
import { existsSync, statSync } from 'node:fs';
import { lstat, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../domain/json.ts';
import { undoFile } from './undo-log.ts';

const eventsFile = 'events.ndjson';
const summaryFile = 'summary.json';

/** The last line of a record fits in here by far. */
const tail = 16_384;

/** How many bytes the events of a run have by now; `undefined` where there are none. */
export function recordedBytes(folder: string): number | undefined {
  return statSync(join(folder, eventsFile), { throwIfNoEntry: false })?.size;
}

/** Whether the last thing a run's record says is its end; what cannot be read has none. */
export async function hasEnded(folder: string): Promise<boolean> {
  try {
    await using file = await open(join(folder, eventsFile));
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, tail)), 0, Math.min(size, tail), Math.max(0, size - tail));
    const last = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').at(-1) ?? '';
    return last.includes('"kind":"run.finished"');
  } catch {
    return false;
  }
}

/** What a pruned run's folder still says of it, unread; `undefined` where there is none. */
export async function keptSummary(folder: string): Promise<unknown> {
  return parseJson(await readFile(join(folder, summaryFile), 'utf8').catch(() => ''));
}

/** Whether nothing of a run is left but what stays when it is pruned. */
export const isPruned = (folder: string): boolean => existsSync(join(folder, summaryFile)) && !existsSync(join(folder, eventsFile));

/** What pruning takes away. */
export interface Bulk {
  readonly names: readonly string[];
  readonly bytes: number;
}

export async function bulkOf(folder: string): Promise<Bulk> {
  const names = (await readdir(folder)).filter((name) => name !== summaryFile && name !== undoFile);
  const sizes = await Promise.all(names.map((name) => bytesOf(join(folder, name))));
  return { names, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function bytesOf(path: string): Promise<number> {
  const found = await lstat(path);
  if (!found.isDirectory()) return found.size;
  const inner = await Promise.all((await readdir(path)).map((name) => bytesOf(join(path, name))));
  return inner.reduce((sum, size) => sum + size, 0);
}

/**
 * Takes the bulk out of a run's folder. First its summary is on disk, so that whoever is killed in between has lost nothing;
 * the undo record stays, tiny as it is: it says for ever that nothing is left.
 */
export async function pruneFolder(folder: string, summary: object, names: readonly string[]): Promise<void> {
  const half = join(folder, `.${summaryFile}`);
  await using file = await open(half, 'w', 0o600);
  await file.writeFile(`${JSON.stringify(summary)}\n`);
  await file.sync();
  await rename(half, join(folder, summaryFile));
  await using directory = await open(folder);
  await directory.sync();
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}
