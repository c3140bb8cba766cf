import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../src/domain/random.ts';
import { EventLog } from '../../src/record/event-log.ts';
import { createRecords, listRuns, readEvents } from '../../src/record/folder.ts';
import { at } from '../domain/story.ts';
import { folder, header } from './places.ts';

const note = (time: number) => at(time, { kind: 'note', text: `at ${time}` });

describe('the event log', () => {
  test('keeps every event in order, whoever is in a hurry', async () => {
    await using place = await folder();
    const file = join(place.path, 'events.ndjson');
    await writeFile(file, '');
    const log = new EventLog(file);
    for (let time = 0; time < 500; time += 1) log.append(note(time));
    await log[Symbol.asyncDispose]();
    expect(await readEvents(place.path)).toEqual(Array.from({ length: 500 }, (_, time) => note(time)));
  });

  test('that cannot be written says so once, and throws at nobody', async () => {
    await using place = await folder();
    const log = new EventLog(join(place.path, 'no-such-folder', 'events.ndjson'));
    log.append(note(1));
    log.append(note(2));
    await log.flushed();
    expect(log.broken.aborted).toBe(true);
    expect(String(log.broken.reason)).toContain('ENOENT');
    log.append(note(3));
    await log[Symbol.asyncDispose]();
  });

  test('on a full disk is broken', async () => {
    const log = new EventLog('/dev/full');
    log.append(note(1));
    await log.flushed();
    expect(String(log.broken.reason)).toContain('ENOSPC');
  });

  test('that was deleted is broken, not made anew: the rest of the record is gone too', async () => {
    await using place = await folder();
    const file = join(place.path, 'events.ndjson');
    await writeFile(file, '');
    const log = new EventLog(file);
    log.append(note(1));
    await log.flushed();
    expect(log.broken.aborted).toBe(false);
    await rm(file);
    log.append(note(2));
    await log.flushed();
    expect(String(log.broken.reason)).toContain('ENOENT');
    await expect(readEvents(place.path)).rejects.toThrow('ENOENT');
  });

  test('of a process that died in the middle of a line is closed by whoever goes on', async () => {
    await using place = await folder();
    const file = join(place.path, 'events.ndjson');
    await writeFile(file, '');
    const before = new EventLog(file);
    before.append(note(1));
    await before[Symbol.asyncDispose]();
    await appendFile(file, '{"kind":"note","te');
    const after = new EventLog(file, true);
    after.append(note(2));
    await after[Symbol.asyncDispose]();
    expect(await readEvents(place.path)).toEqual([note(1), note(2)]);
  });
});

describe('the record of a run', () => {
  const { kind, schemaVersion, run, ...rest } = header;
  void [kind, schemaVersion, run];

  test('is a folder of its own that only its user may read', async () => {
    await using place = await folder();
    const records = createRecords(place.path, seeded(7));
    await using one = await records.open(rest);
    await using other = await createRecords(place.path, seeded(7)).open(rest);
    expect(one.run).toMatch(/^[2-9b-z]{6}$/);
    expect(other.run).not.toBe(one.run);
    expect((await listRuns(place.path)).toSorted()).toEqual([one.folder, other.folder].toSorted());
    expect((await stat(one.folder)).mode & 0o777).toBe(0o700);
    one.append(note(1));
    await one.flushed();
    for (const file of ['undo.ndjson', 'events.ndjson']) expect((await stat(join(one.folder, file))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(join(one.folder, 'undo.ndjson'), 'utf8'))).toEqual({ ...header, run: one.run });
  });

  test('that cannot be made refuses the run', async () => {
    const records = createRecords('/dev/null', seeded(7));
    await expect(records.open(rest)).rejects.toMatchObject({
      message: expect.stringMatching(/^Not injecting: the record cannot be written: ENOTDIR/),
      hint: 'Without it nothing could be restored later: make /dev/null/.firedrill/runs writable, with space.',
      exitCode: 4,
    });
  });
});
