import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { storeContract } from '../contract/store.ts';
import { until } from '../process/programs.ts';
import { folder } from '../record/places.ts';
import { edit, summaryOf } from './summary.ts';
import { expectClaimedOnce, startUser } from './users.ts';

const never = (line: string): void => {
  throw new Error(line);
};
const open = (base: string, say: (line: string) => void = never, clock: Clock = systemClock) => openStore(undefined, base, { clock, say });
const slot = { schedule: 'weekly', job: 'suite', slot: '2026-11-24T12:00:00.000Z' };

storeContract('the embedded file', async () => {
  const base = await folder();
  return { open: () => open(base.path), [Symbol.asyncDispose]: () => base[Symbol.asyncDispose]() };
});

/** A folder with a store in it that has been used and closed. */
async function used(): Promise<AsyncDisposable & { readonly path: string; readonly file: string }> {
  const base = await folder();
  await using store = await open(base.path);
  await store.put(summaryOf('a'));
  await store.say(edit(1));
  await store.claim(slot, 1, 'a');
  return { path: base.path, file: join(base.path, '.firedrill', 'store.db'), [Symbol.asyncDispose]: () => base[Symbol.asyncDispose]() };
}

describe('the file', () => {
  test('and all beside it can be read by its user alone', async () => {
    await using base = await folder();
    await using store = await open(base.path);
    await store.say(edit(1));
    await store.claim(slot, 1, 'a');
    const files = await readdir(join(base.path, '.firedrill'));
    expect(files.toSorted()).toEqual(['findings.ndjson', 'slots-2026-11.ndjson', 'store.db', 'store.db-shm', 'store.db-wal']);
    for (const file of files) expect((await stat(join(base.path, '.firedrill', file))).mode & 0o777, file).toBe(0o600);
  });

  test('keeps the slots of the last four months that had any, so that no job of every few minutes fills the disk', async () => {
    await using base = await folder();
    const slots = ['2026-02', '2026-03', '2026-04', '2026-05', '2026-07'].map((month) => ({ ...slot, slot: `${month}-24T12:00:00.000Z` }));
    {
      await using store = await open(base.path);
      for (const one of slots) await store.claim(one, 1, 'a');
      expect(await store.steps('weekly', '2026-01-01')).toHaveLength(5);
    }
    await using store = await open(base.path);
    expect((await store.steps('weekly', '2026-01-01')).map(({ slot: due }) => due.slice(0, 7))).toEqual(['2026-03', '2026-04', '2026-05', '2026-07']);
    const files = await readdir(join(base.path, '.firedrill'));
    expect(files.filter((file) => file.startsWith('slots')).toSorted()).toEqual(
      ['2026-03', '2026-04', '2026-05', '2026-07'].map((month) => `slots-${month}.ndjson`),
    );
    expect(await store.claim(slots[4] ?? slot, 2, 'b')).toBe(false);
  });

  test('that is damaged is said, kept aside and made anew; nothing that people said is lost', async () => {
    await using base = await used();
    const garbage = 'no database at all\n'.repeat(500);
    await writeFile(base.file, garbage);
    const said: string[] = [];
    await using store = await open(base.path, (line) => said.push(line));
    expect(said).toEqual([
      `The store ${base.file} is damaged (file is not a database). It is kept as ${base.file}.damaged, and made anew from the run folders.`,
    ]);
    expect(await readFile(`${base.file}.damaged`, 'utf8')).toBe(garbage);
    expect([await store.runs({}), await store.said()]).toEqual([[], [edit(1)]]);
    await store.put(summaryOf('b'));
    expect(await store.runs({})).toEqual([summaryOf('b')]);
  });

  test('that is damaged under two who have it open is made anew once, and the second loses nothing of what the first has put', async () => {
    await using base = await used();
    const said: string[] = [];
    await using one = await open(base.path, (line) => said.push(line));
    await using other = await open(base.path, (line) => said.push(line));
    await one.runs({});
    for (const part of ['-wal', '-shm']) await rm(base.file + part, { force: true });
    await writeFile(base.file, 'x'.repeat(100_000));
    await one.put(summaryOf('b'));
    await other.put(summaryOf('c'));
    expect((await one.runs({})).map(({ run }) => run)).toEqual(['c', 'b']);
    expect(said).toHaveLength(1);
    expect((await readdir(join(base.path, '.firedrill'))).filter((name) => name.includes('damaged'))).toEqual(['store.db.damaged']);
  });

  test('that was damaged before is kept under another name', async () => {
    await using base = await used();
    await rename(base.file, `${base.file}.damaged`);
    await writeFile(base.file, 'garbage'.repeat(1000));
    const said: string[] = [];
    await using store = await open(base.path, (line) => said.push(line));
    expect(said[0]).toContain(`It is kept as ${base.file}.damaged-2, and`);
    expect(await store.said()).toEqual([edit(1)]);
  });

  test('that is gone while it is open is made anew, with what people said', async () => {
    await using base = await used();
    await using store = await open(base.path);
    expect(await store.runs({})).toHaveLength(1);
    for (const part of ['', '-wal', '-shm']) await rm(base.file + part, { force: true });
    expect([await store.runs({}), await store.said()]).toEqual([[], [edit(1)]]);
    await store.put(summaryOf('b'));
    await using other = await open(base.path);
    expect(await other.runs({})).toEqual([summaryOf('b')]);
  });

  test('of a newer firedrill is refused, and left as it is', async () => {
    await using base = await used();
    {
      const database = new DatabaseSync(base.file);
      database.exec('pragma user_version = 99');
      database.close();
    }
    await expect(open(base.path)).rejects.toMatchObject({
      message: `Cannot use the store: ${base.file} is of version 99, and this firedrill knows 1.`,
      hint: 'Use the newer firedrill that made it, or move the file aside: the runs are read again from their folders.',
      exitCode: 4,
    });
    expect(await readdir(join(base.path, '.firedrill'))).not.toContain('store.db.damaged');
  });

  test('that another process holds is waited for, and not for ever', async () => {
    await using base = await used();
    await using store = await open(base.path);
    const holder = new DatabaseSync(base.file);
    holder.exec('begin immediate');
    const waits: number[] = [];
    const clock: Clock = { ...systemClock, sleep: async (time) => void waits.push(time) };
    await using other = await openSqlite(join(base.path, '.firedrill'), { clock, say: never }, { blocked: ms(5), turns: 4 });
    await expect(other.put(summaryOf('b'))).rejects.toMatchObject({
      message: `Cannot use the store: ${base.file}: database is locked.`,
      hint: 'Another process is at it: try again.',
    });
    expect(waits).toEqual([20, 20, 20]);
    const put = store.put(summaryOf('b'));
    holder.exec('rollback');
    holder.close();
    await put;
    expect(await store.runs({})).toHaveLength(2);
  });

  test('that is a folder is said in words, and not moved', async () => {
    await using base = await folder();
    const file = join(base.path, '.firedrill', 'store.db');
    await mkdir(file, { recursive: true });
    await expect(open(base.path)).rejects.toMatchObject({
      message: `Cannot use the store: ${file}: unable to open database file.`,
      hint: `Make ${file} and its folder writable, with space.`,
    });
    expect((await stat(file)).isDirectory()).toBe(true);
  });
});

describe('what people said', () => {
  test('is read from its own file where the store is lost; half a line of a killed process is not in it, and spoils no other', async () => {
    await using base = await used();
    const journal = join(base.path, '.firedrill', 'findings.ndjson');
    await appendFile(journal, '{"kind":"closed","find');
    {
      await using store = await open(base.path);
      await store.say(edit(2));
    }
    await rm(base.file);
    await using store = await open(base.path);
    expect(await store.said()).toEqual([edit(1), edit(2)]);
  });

  test('is written down again where its own file is lost', async () => {
    await using base = await used();
    const journal = join(base.path, '.firedrill', 'findings.ndjson');
    await rm(journal);
    await using store = await open(base.path);
    expect([await store.said(), await readFile(journal, 'utf8')]).toEqual([[edit(1)], `${JSON.stringify(edit(1))}\n`]);
  });

  test('by a newer firedrill and not understood is never left out in silence', async () => {
    await using base = await used();
    await appendFile(join(base.path, '.firedrill', 'findings.ndjson'), '{"kind":"merged"}\n');
    await using store = await open(base.path);
    await expect(store.said()).rejects.toThrow('Cannot use the store: it holds what was said of a finding that cannot be read: {"kind":"merged"}.');
  });
});

describe('a slot', () => {
  test('that was claimed is claimed though the file is lost, and its steps are those that were, in their order', async () => {
    await using base = await used();
    const steps = [
      { kind: 'claimed', ...slot, at: 1, by: 'a' },
      { kind: 'announced', ...slot, at: 2, by: 'a' },
      { kind: 'finished', ...slot, at: 2, by: 'a', how: 'done' },
    ] as const;
    {
      await using store = await open(base.path);
      for (const step of steps.slice(1)) await store.step(step);
    }
    await rm(base.file);
    for (const turn of ['made anew', 'opened again']) {
      await using store = await open(base.path);
      expect([await store.claim(slot, 9, 'b'), await store.steps('weekly', '')], turn).toEqual([false, steps]);
    }
  });
});

describe('several processes', () => {
  test('claim each of 200 slots once between two of them', { timeout: 60_000 }, async () => {
    await using base = await folder();
    await expectClaimedOnce(base.path);
  });

  test('one of which is killed while it writes: all it said it had put is there, and the others go on', { timeout: 60_000 }, async () => {
    await using base = await folder();
    await writeFile(join(base.path, 'go'), '');
    const writer = startUser('write', base.path, 'w');
    await until('it writes', () => writer.lines.length > 20, 20_000);
    writer.child.kill('SIGKILL');
    await writer.ended;
    const put = writer.lines.flatMap((line) => (line.startsWith('put ') ? [line.slice(4)] : []));
    await using store = await open(base.path);
    const there = new Set((await store.runs({})).map(({ run }) => run));
    expect(put.filter((run) => !there.has(run))).toEqual([]);
    await store.put(summaryOf('after', { lasted: ms(1) }));
    expect(existsSync(join(base.path, '.firedrill', 'store.db.damaged'))).toBe(false);
  });
});
