import { readFileSync, readlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

/** Reading /proc, apart from what is made of it, so that tests can recycle a pid. `undefined` and empty: gone, or not ours to see. */
export interface ProcFiles {
  text(path: string): Promise<string | undefined>;
  /** At once, for what must still be true in the next instruction. */
  textNow(path: string): string | undefined;
  names(path: string): Promise<readonly string[]>;
  linkNow(path: string): string | undefined;
}

export const procFiles: ProcFiles = {
  text: (path) => bounded(() => readFile(path, 'utf8')).catch(missing),
  textNow: (path) => attempt(() => readFileSync(path, 'utf8')),
  names: async (path) => (await readdir(path).catch(missing)) ?? [],
  linkNow: (path) => attempt(() => readlinkSync(path)),
};

const atOnce = 32;
const turns: Promise<unknown>[] = [];

/** A machine with thousands of processes must not cost thousands of file descriptors at once. */
async function bounded<T>(read: () => Promise<T>): Promise<T> {
  const turn = turns.length < atOnce ? undefined : turns.shift();
  const result = (turn ?? Promise.resolve()).then(read);
  turns.push(result.catch(() => undefined));
  return result;
}

const goneCodes = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR', 'EINVAL']);

// Anything else (no file descriptors left) is no sign that a process is gone: believing that would report a fault as restored.
function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && goneCodes.has(String(error.code))) return undefined;
  throw error;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    return missing(error);
  }
}
