/** Lines that are only ever added, each on disk before it counts: what a lost store is made anew of. */
import { readFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseJson } from '../domain/json.ts';
import { inWords } from './sqlite-errors.ts';

/** Every whole line, oldest first; none where there is no file. What a killed process left of its last is not one. */
export function readJournal(path: string): readonly string[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => parseJson(line) !== undefined);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Adds a line; on disk when it resolves.
 * @throws CannotRemember where the disk refuses; half a line may then stand there, and is read by nobody.
 */
export async function appendJournal(path: string, line: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await using file = await open(path, 'a+', 0o600);
    const { size } = await file.stat();
    const last = size === 0 ? '\n' : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString();
    await file.appendFile(`${last === '\n' ? '' : '\n'}${line}\n`);
    await file.sync();
  } catch (error) {
    throw inWords('disk', path, error);
  }
}
