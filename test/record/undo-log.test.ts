import { execFile } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUndo, type UndoLine } from '../../src/domain/undo.ts';
import { loadUndo, UndoLog } from '../../src/record/undo-log.ts';
import { folder, header, prepared } from './places.ts';

const text = (lines: readonly UndoLine[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const story: readonly UndoLine[] = [
  header,
  prepared(1),
  { kind: 'applied', n: 1 },
  prepared(2),
  { kind: 'restored', n: 2, by: 'runner' },
  prepared(3),
  { kind: 'forgotten', n: 1, reason: 'scrapped' },
];

describe('the undo record', () => {
  test('holds every line by the time its promise resolves, in the order they were asked for', async () => {
    await using place = await folder();
    const file = join(place.path, 'undo.ndjson');
    const log = await UndoLog.open(place.path);
    for (const [index, line] of story.entries()) {
      await log.write(line);
      expect(await readFile(file, 'utf8')).toBe(text(story.slice(0, index + 1)));
    }
    await Promise.all([4, 5, 6].map((n) => log.write(prepared(n))));
    await log[Symbol.asyncDispose]();
    expect(await readFile(file, 'utf8')).toBe(text([...story, prepared(4), prepared(5), prepared(6)]));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await loadUndo(place.path)).pending.map(({ n }) => n)).toEqual([3, 4, 5, 6]);
  });

  test('cut anywhere after its header reads as what had been written by then', () => {
    const bytes = Buffer.from(text(story));
    const first = Buffer.byteLength(text(story.slice(0, 1)));
    fc.assert(
      fc.property(fc.integer({ min: first, max: bytes.length }), (length) => {
        const cut = bytes.subarray(0, length).toString('utf8');
        const whole = story.filter((_, index) => Buffer.byteLength(text(story.slice(0, index + 1))) <= length + 1);
        expect(readUndo(cut)).toEqual(readUndo(text(whole)));
      }),
    );
  });

  test('cut anywhere is taken up again, and goes on', async () => {
    await using place = await folder();
    const bytes = Buffer.from(text(story));
    const first = Buffer.byteLength(text(story.slice(0, 1)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: first, max: bytes.length }), async (length) => {
        await writeFile(join(place.path, 'undo.ndjson'), bytes.subarray(0, length));
        const before = await loadUndo(place.path);
        await using log = await UndoLog.open(place.path);
        await log.write(prepared(9));
        expect((await loadUndo(place.path)).pending).toEqual([...before.pending, prepared(9)]);
      }),
      { numRuns: 40 },
    );
  });

  test('with a damaged line in its middle is refused: restoring by it would be guessing', () => {
    const lines = text(story).split('\n');
    const damaged = [...lines.slice(0, 2), '{"kind":"prep', ...lines.slice(2)].join('\n');
    expect(() => readUndo(damaged)).toThrow('line 3 of the undo record cannot be read: {"kind":"prep');
    expect(() => readUndo(text(story.slice(1)))).toThrow('no header');
  });

  test('that cannot be written opens all the same for whoever restores, and takes no line', async () => {
    await using log = await UndoLog.openIfPossible('/nowhere/at/all');
    await expect(log.write({ kind: 'applied', n: 1 })).rejects.toThrow(/^the record cannot be written: ENOENT/);
  });

  test('that is not there is not made by whoever restores: a mark without a header would be a damaged record', async () => {
    await using place = await folder();
    await using log = await UndoLog.openIfPossible(place.path);
    await expect(log.write({ kind: 'restored', n: 1, by: 'guardian' })).rejects.toThrow(/^the record cannot be written: ENOENT/);
    await expect(stat(join(place.path, 'undo.ndjson'))).rejects.toThrow('ENOENT');
  });

  test('that was deleted while it was open takes no line: nobody could restore from it', async () => {
    await using place = await folder();
    await using log = await UndoLog.open(place.path);
    await log.write(header);
    await rm(place.path, { recursive: true });
    await expect(log.write(prepared(1))).rejects.toThrow('the record cannot be written: it was deleted');
    await expect(log.write(prepared(2))).rejects.toThrow('the record cannot be written: it was deleted');
  });

  test('that a full disk took half a line of goes on without that half', async () => {
    await using place = await folder();
    const script = join(import.meta.dirname, 'fill.ts');
    const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -f 2; exec "$0" "$@"', process.execPath, script, place.path]);
    expect(stdout).toBe('EFBIG\n');
    const { entries, pending } = await loadUndo(place.path);
    expect(entries.map(({ n }) => n)).toEqual([1]);
    expect(pending).toEqual([]);
  });
});
