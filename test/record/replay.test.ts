import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { conclude } from '../../src/domain/analysis/conclude.ts';
import { fold } from '../../src/domain/analysis/fold.ts';
import { begin } from '../../src/domain/analysis/state.ts';
import type { Event } from '../../src/domain/events.ts';
import type { UndoLine } from '../../src/domain/undo.ts';
import { ms } from '../../src/domain/units.ts';
import { readEvents } from '../../src/record/folder.ts';
import { Replay } from '../../src/record/replay.ts';
import { createRestorer } from '../../src/record/restore.ts';
import { loadUndo } from '../../src/record/undo-log.ts';
import { comes, started } from '../domain/story.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeFault } from '../fakes/fault.ts';
import { folder, header, prepared } from './places.ts';

const clock = new FakeClock();
let acts: string[] = [];
let slow = new FakeFault('slow');

beforeEach(() => {
  acts = [];
  slow = new FakeFault('slow', (act) => acts.push(act));
  for (const n of [1, 2]) slow.put(n);
});

const ports = { clock, restorer: createRestorer({ clock, env: () => undefined, refuses: async () => false, injector: async () => slow }) };

async function recorded(undo: readonly UndoLine[], events: readonly Event[]) {
  const place = await folder();
  const write = (name: string, lines: readonly object[]) => writeFile(join(place.path, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await write('undo.ndjson', undo);
  await write('events.ndjson', events);
  return place;
}

/** A run that was killed with two faults in place, of which one was already out again. */
const died = () =>
  recorded(
    [header, prepared(1, { fault: 'slow' }), { kind: 'applied', n: 1 }, prepared(2, { fault: 'slow' }), { kind: 'restored', n: 1, by: 'runner' }],
    [started(), ...comes(1000, 'slow', 1), ...comes(2000, 'slow', 2)],
  );

async function restoreIn(path: string, by: 'guardian' | 'restore' = 'restore') {
  await using replay = await Replay.open(path, by, ports);
  const results = await replay.restore();
  if (!replay.finished) {
    replay.emit({ kind: 'run.restored' });
    replay.finish('7k2m4p');
  }
  return results;
}

describe('a record taken up again', () => {
  test('has what is pending restored, and says by whom', async () => {
    await using place = await died();
    const results = await restoreIn(place.path, 'guardian');
    expect(results.map(({ entry, result }) => [entry.n, result.kind])).toEqual([[2, 'restored']]);
    expect(acts).toEqual(['restore slow 2']);
    expect((await loadUndo(place.path)).pending).toEqual([]);
    const events = await readEvents(place.path);
    expect(events.filter(({ kind }) => kind === 'fault.restored')).toMatchObject([
      { n: 1, by: 'runner', note: 'as the undo record says' },
      { n: 2, by: 'guardian' },
    ]);
    expect(events.at(-1)).toMatchObject({ kind: 'run.finished', outcome: 'aborted', by: 'guardian' });
    expect(conclude(events.reduce(fold, begin()))).toMatchObject({ outcome: 'aborted' });
  });

  test('goes on with its own time, and never backwards', async () => {
    await using place = await died();
    await restoreIn(place.path);
    const times = (await readEvents(place.path)).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThanOrEqual(2000);
  });

  test('goes never backwards where the last beat of its runner came late', async () => {
    await using place = await died();
    await using replay = await Replay.open(place.path, 'guardian', ports, { since: ms(1500) });
    replay.emit({ kind: 'run.restored' });
    await replay[Symbol.asyncDispose]();
    expect((await readEvents(place.path)).at(-1)).toEqual({ kind: 'run.restored', at: 2000 });
  });

  test('restores any number of times; the second finds nothing, and adds nothing', async () => {
    await using place = await died();
    await restoreIn(place.path);
    const files = () => Promise.all(['undo.ndjson', 'events.ndjson'].map((name) => readFile(join(place.path, name), 'utf8')));
    const before = await files();
    expect(await restoreIn(place.path)).toEqual([]);
    expect(acts).toEqual(['restore slow 2']);
    expect(await files()).toEqual(before);
  });

  test('keeps what it could not restore for the next one', async () => {
    await using place = await died();
    slow.onRestore = async () => Promise.reject(new Error('connection refused'));
    await restoreIn(place.path);
    expect((await readEvents(place.path)).at(-1)).toMatchObject({ outcome: 'not restored', exitCode: 5 });
    slow.onRestore = async (n) => slow.take(n);
    await restoreIn(place.path);
    expect((await loadUndo(place.path)).pending).toEqual([]);
    expect((await readEvents(place.path)).at(-1)).toMatchObject({ outcome: 'aborted' });
  });

  test('lets one go whose target is gone for good, and no other', async () => {
    await using place = await died();
    await using replay = await Replay.open(place.path, 'restore', ports);
    expect(await replay.forget('other', 'scrapped')).toBe(false);
    expect(await replay.forget('slow', 'the host was scrapped')).toBe(true);
    expect(acts).toEqual([]);
    expect((await loadUndo(place.path)).pending).toEqual([]);
    await replay[Symbol.asyncDispose]();
    expect((await readEvents(place.path)).at(-1)).toMatchObject({ kind: 'fault.forgotten', reason: 'the host was scrapped' });
  });

  test('tells again that one was let go, where only the undo record says so', async () => {
    await using place = await recorded(
      [header, prepared(1, { fault: 'slow' }), { kind: 'forgotten', n: 1, reason: 'the host was scrapped' }],
      [started(), ...comes(1000, 'slow', 1)],
    );
    expect(await restoreIn(place.path)).toEqual([]);
    const events = await readEvents(place.path);
    expect(events.filter(({ kind }) => kind === 'fault.forgotten')).toMatchObject([{ n: 1, reason: 'the host was scrapped' }]);
    expect(conclude(events.reduce(fold, begin()))).toMatchObject({ outcome: 'aborted', faults: [{ status: 'forgotten' }] });
  });

  test('tells again that a fault was refused, where only the undo record says so', async () => {
    const refusals = [{ why: 'fault slow: run a holds it.', hint: 'Wait.' }];
    await using place = await recorded(
      [header, prepared(1, { fault: 'slow' }), { kind: 'refused', n: 1, refusals }],
      [started(), ...comes(1000, 'slow', 1).slice(0, 1)],
    );
    expect(await restoreIn(place.path)).toEqual([]);
    expect(acts).toEqual([]);
    expect(conclude((await readEvents(place.path)).reduce(fold, begin()))).toMatchObject({
      outcome: 'refused',
      refusals,
      faults: [{ status: 'not injected' }],
    });
  });

  test('is refused where it is damaged before its last line', async () => {
    await using place = await died();
    const file = join(place.path, 'undo.ndjson');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"kind":"applied"', '"kind":"appl'));
    await expect(restoreIn(place.path)).rejects.toThrow('line 3 of the undo record cannot be read');
    expect(acts).toEqual([]);
  });
});
