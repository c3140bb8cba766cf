/** Taking a run up again whose folder is gone, by what its runner had told. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { UndoLine } from '../../src/domain/undo.ts';
import { Replay } from '../../src/record/replay.ts';
import { createRestorer } from '../../src/record/restore.ts';
import { loadUndo } from '../../src/record/undo-log.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeFault } from '../fakes/fault.ts';
import { hangingFile } from '../hanging-file.ts';
import { folder, header, prepared } from './places.ts';

const clock = new FakeClock();
let acts: string[] = [];
let slow = new FakeFault('slow');
const ports = { clock, restorer: createRestorer({ clock, env: () => undefined, refuses: async () => false, injector: async () => slow }) };

beforeEach(() => {
  acts = [];
  slow = new FakeFault('slow', (act) => acts.push(act));
});

const told: readonly UndoLine[] = [header, prepared(1), { kind: 'applied', n: 1 }, prepared(2), { kind: 'restored', n: 2, by: 'runner' }, prepared(3)];

async function writeUndo(path: string, lines: readonly UndoLine[]): Promise<void> {
  await writeFile(join(path, 'undo.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** What `make` leaves of the run's folder, then restored by its guardian. */
async function restoring(make: (path: string) => Promise<void>, memory: readonly UndoLine[] = told) {
  const place = await folder();
  await make(place.path);
  const replay = await Replay.open(place.path, 'guardian', ports, { told: memory });
  return { ...place, replay };
}

describe('a record that is lost while its run lives', () => {
  test.each<readonly [string, (path: string) => Promise<void>, RegExp]>([
    ['its folder is deleted', (path) => rm(path, { recursive: true }), /^ENOENT/],
    ['its file is deleted', async () => undefined, /^ENOENT/],
    ['another file stands in its place', (path) => rm(path, { recursive: true }).then(() => writeFile(path, '')), /^ENOTDIR/],
    ['its file cannot be read', async (path) => void (await mkdir(join(path, 'undo.ndjson'))), /^EISDIR/],
    ['its file is empty', (path) => writeFile(join(path, 'undo.ndjson'), ''), /no header/],
    ['its file is damaged', (path) => writeFile(join(path, 'undo.ndjson'), '{"kind":"ru\n'), /line 1 .* cannot be read/],
  ])('%s: what was told of it is restored, and no more', async (_how, make, why) => {
    await using run = await restoring(make);
    await run.replay.restore();
    expect(acts).toEqual(['restore slow 3', 'restore slow 1']);
    expect(run.replay.lost).toMatch(why);
    expect(run.replay.finish('7k2m4p').outcome).not.toBe('not restored');
    // What has come out needs no second try, though no file says so.
    expect(await run.replay.restore()).toEqual([]);
    await run.replay[Symbol.asyncDispose]();
    await rm(run.path, { recursive: true, force: true });
  });

  test('is not made again where nothing is left', async () => {
    await using run = await restoring((path) => rm(path, { recursive: true }));
    await run.replay.restore();
    await run.replay[Symbol.asyncDispose]();
    expect(existsSync(run.path)).toBe(false);
  });

  test('is written anew where something is left, and says in the end what came out of it', async () => {
    await using run = await restoring((path) => rm(path, { recursive: true }));
    slow.onRestore = async (n) => (n === 3 ? Promise.reject(new Error('connection refused')) : slow.take(n));
    await run.replay.restore();
    expect((await loadUndo(run.path)).pending).toEqual([prepared(3)]);
    slow.onRestore = async (n) => slow.take(n);
    await run.replay.restore();
    await run.replay[Symbol.asyncDispose]();
    const { pending, ends } = await loadUndo(run.path);
    expect(pending).toEqual([]);
    expect(new Set(ends.map(({ n }) => n))).toEqual(new Set([1, 2, 3]));
    expect(acts).toEqual(['restore slow 3', 'restore slow 1', 'restore slow 3']);
  });

  test('of which nothing was told either is not restored by guessing', async () => {
    await using run = await restoring((path) => rm(path, { recursive: true }), []);
    await expect(run.replay.restore()).rejects.toThrow('ENOENT');
    await run.replay[Symbol.asyncDispose]();
    expect(acts).toEqual([]);
  });

  test('whose disk does not answer is waited for once, for two seconds, and then left alone', async () => {
    await using run = await folder();
    using hanging = hangingFile(join(run.path, 'undo.ndjson'));
    void hanging;
    const opening = Replay.open(run.path, 'guardian', ports, { told });
    const began = clock.now();
    await clock.advance(2000);
    const replay = await opening;
    await replay.restore();
    expect(clock.now() - began).toBe(2000);
    expect(replay.lost).toBe('the disk does not answer within 2 s');
    expect(acts).toEqual(['restore slow 3', 'restore slow 1']);
    replay.emit({ kind: 'run.restored' });
    await replay[Symbol.asyncDispose]();
    expect(existsSync(join(run.path, 'events.ndjson'))).toBe(false);
  });
});

describe('file and memory', () => {
  test('that know different things are believed both', async () => {
    const file = [header, prepared(1), prepared(4), { kind: 'restored', n: 1, by: 'runner' }] as const;
    await using run = await restoring((path) => writeUndo(path, file));
    await run.replay.restore();
    expect(acts).toEqual(['restore slow 4', 'restore slow 3']);
    expect(run.replay.lost).toBeUndefined();
    await run.replay[Symbol.asyncDispose]();
  });

  test('that know the same leave the file as a guardian without memory leaves it', async () => {
    const after = async (memory: readonly UndoLine[]): Promise<string> => {
      await using run = await restoring((path) => writeUndo(path, told), memory);
      await run.replay.restore();
      await run.replay[Symbol.asyncDispose]();
      return await readFile(join(run.path, 'undo.ndjson'), 'utf8');
    };
    expect(await after(told)).toBe(await after([]));
  });
});
