import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../domain/json.ts';

/** What an address answered, and when (ISO 8601). */
const copy = z.object({ at: z.iso.datetime(), text: z.string() });
export type Copy = z.output<typeof copy>;

/** By a digest: an address may hold a token, and is written nowhere. */
const fileOf = (folder: string, url: string): string => join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.json`);

export async function readCopy(folder: string, url: string): Promise<Copy | undefined> {
  const text = await readFile(fileOf(folder, url), 'utf8').catch(() => '');
  return copy.safeParse(parseJson(text)).data; // half of one is as good as none
}

/** A copy that cannot be kept is missed only when the address fails. */
export async function keepCopy(folder: string, url: string, kept: Copy): Promise<void> {
  const file = fileOf(folder, url);
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
    await rename(draft, file);
  } catch {
    // Nothing hangs on it now.
  }
}
