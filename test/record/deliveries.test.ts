import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveriesIn, notesIn, reopenIn } from '../../src/record/deliveries.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'fd-notes-'))));
afterEach(async () => rm(folder, { recursive: true, force: true }));

test('a note comes back as it was written, for its owner alone', async () => {
  const notes = deliveriesIn(folder, 'team');
  expect(await notes.read()).toBeUndefined();
  await notes.write({ state: 'open', handle: { ts: '1.2', sent: ['start'] } });
  expect(await deliveriesIn(folder, 'team').read()).toEqual({ state: 'open', handle: { ts: '1.2', sent: ['start'] } });
  expect((await stat(join(folder, 'sinks', 'team.json'))).mode & 0o777).toBe(0o600);
  expect(await notesIn(folder)).toEqual(new Map([['team', { state: 'open', handle: { ts: '1.2', sent: ['start'] } }]]));
});

test('of many notes at once the last stays, whole, and nothing else', async () => {
  const notes = deliveriesIn(folder, 'team');
  const text = 'x'.repeat(100_000);
  const writing = Promise.all(Array.from({ length: 30 }, (_, n) => notes.write({ state: 'undelivered', why: `${text}${n}` })));
  for (let look = 0; look < 20; look += 1) {
    const seen = await readFile(join(folder, 'sinks', 'team.json'), 'utf8').catch(() => '{}');
    expect(() => JSON.parse(seen) as unknown).not.toThrow();
  }
  await writing;
  expect(await notes.read()).toEqual({ state: 'undelivered', why: `${text}29` });
  expect(await readdir(join(folder, 'sinks'))).toEqual(['team.json']);
});

test('a reason never repeats a secret', async () => {
  await deliveriesIn(folder, 'team', (text) => text.replaceAll('s3cret', '***')).write({ state: 'undelivered', why: 'no s3cret is good' });
  expect(await deliveriesIn(folder, 'team').read()).toEqual({ state: 'undelivered', why: 'no *** is good' });
});

test('a run that was pruned is not made again by a note of it, and no note ever throws', async () => {
  const gone = join(folder, 'pruned');
  await deliveriesIn(gone, 'team').write({ state: 'delivered' });
  await expect(stat(gone)).rejects.toThrow('ENOENT');
  await writeFile(join(folder, 'sinks'), 'in the way');
  await deliveriesIn(folder, 'team').write({ state: 'delivered' });
  expect(await deliveriesIn(folder, 'team').read()).toBeUndefined();
});

test('a note that cannot be understood is none', async () => {
  await deliveriesIn(folder, 'team').write({ state: 'delivered' });
  await writeFile(join(folder, 'sinks', 'team.json'), '{"state":"lost"}');
  expect(await deliveriesIn(folder, 'team').read()).toBeUndefined();
  expect(await notesIn(folder)).toEqual(new Map());
});

test('what was delivered of a run that ended anew is open again, with all that its sink remembers; what is owed stays owed', async () => {
  await deliveriesIn(folder, 'team').write({ state: 'delivered', handle: { ts: '1.2' } });
  await deliveriesIn(folder, 'hooks').write({ state: 'undelivered', why: 'it is dead' });
  await reopenIn(folder);
  expect(Object.fromEntries(await notesIn(folder))).toEqual({
    team: { state: 'open', handle: { ts: '1.2' } },
    hooks: { state: 'undelivered', why: 'it is dead' },
  });
});
