import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { at } from '../domain/story.ts';
import { goOn, writeRun } from '../record/run-folder.ts';
import { held, notRestored } from '../report/runs.ts';
import { flag, place } from './firedrill.ts';
import { listed, lose, old, several, store } from './remembered.ts';

// A machine that is busy starts programs slowly.
vi.setConfig({ testTimeout: 90_000 });

test.concurrent('runs lists what the folders tell, the latest first, by experiment, time and number; without the store the same', async () => {
  await using here = await several();
  const all = await listed(here);
  expect(all).toEqual([
    'today2 | slow-payments | held — all 4 expectations met',
    'died22 | slow-payments | died',
    expect.stringMatching(/^refu22 \| slow-payments \| refuted — during\.availability: /),
    expect.stringMatching(/^abor22 \| other {9}\| aborted — availability fell to 58 % /),
    'held22 | slow-payments | held — all 4 expectations met',
  ].map((line) => (typeof line === 'string' ? line : expect.anything()))); // prettier-ignore
  expect((await listed(here, '--experiment', 'slow-payments', '--limit', '2')).map((line) => line.slice(0, 6))).toEqual(['today2', 'died22']);
  expect((await listed(here, '--since', '2020-01-03')).map((line) => line.slice(0, 6))).toEqual(['today2', 'died22', 'refu22']);
  expect(await listed(here, '--experiment', 'none')).toEqual(['No such runs.']);
  const json = JSON.parse((await here.firedrill('runs', '--json', '--experiment', 'other')).out);
  expect(json).toMatchObject([
    { run: 'abor22', folder: join(here.path, '.firedrill', 'runs', 'abor22'), experiment: 'other', started: old(2), outcome: 'aborted' },
  ]);
  await lose(here);
  expect(await listed(here)).toEqual(all);
  expect(existsSync(store(here))).toBe(true);
});

test.concurrent('a store that is damaged is said once, kept, and made anew from the run folders', async () => {
  await using here = await several();
  const all = await listed(here);
  await writeFile(store(here), 'no database at all\n'.repeat(500));
  const { code, out, err } = await here.firedrill('runs');
  expect([code, err]).toEqual([
    0,
    `The store ${store(here)} is damaged (file is not a database). It is kept as ${store(here)}.damaged, and made anew from the run folders.\n`,
  ]);
  expect(out.split('\n')).toHaveLength(all.length + 1);
  expect(await listed(here)).toEqual(all);
});

test.concurrent('a run is in the store as soon as it has ended, a refused one too', async () => {
  await using here = await place();
  await here.write('flag.yaml', flag);
  await here.firedrill('abort', '--all', '--block', 'incident 4711');
  const { code, err } = await here.firedrill('run', 'flag.yaml');
  expect(code, err).toBe(4);
  expect(err).not.toContain('the store');
  await using memory = await openStore(undefined, here.path, { clock: systemClock, say: () => undefined });
  expect(await memory.runs({})).toMatchObject([{ experiment: 'flag', outcome: 'refused', refusals: ['runs are blocked: incident 4711.'] }]);
});

test.concurrent('a run that was not restored and is since is remembered as it ended in the end', async () => {
  await using here = await place();
  const folder = await writeRun(here.path, { run: 'left22', events: notRestored(), wall: old(1) });
  expect(await listed(here)).toEqual([expect.stringMatching(/not restored \(nothing is held for it any more\) — slow is not restored/)]);
  await goOn(folder, [at(90_000, { kind: 'fault.restoring', fault: 'slow', n: 1 })]);
  expect(await listed(here)).toEqual([expect.stringMatching(/— slow is not restored/)]);
  await goOn(folder, [
    at(90_100, { kind: 'fault.restored', fault: 'slow', n: 1, took: 100 as never, by: 'restore' }),
    at(90_200, { kind: 'run.finished', run: 'left22', outcome: 'aborted', exitCode: 3, wall: old(2), folder, by: 'restore' }),
  ]);
  expect(await listed(here)).toEqual([expect.stringMatching(/aborted — availability fell to/)]);
});

test.concurrent('prune does nothing without an age, nor where nobody can say what is left', async () => {
  await using here = await several();
  for (const args of [[], ['--older-than', '90'], ['--older-than', '2020-01-01']]) {
    const { code, err } = await here.firedrill('prune', ...args);
    expect([code, err]).toEqual([2, expect.stringMatching(/--older-than <age>' (not specified|argument .* is invalid\. Write an age such as 90d or 12w\.)/)]);
  }
  await mkdir(join(here.path, 'state', 'firedrill', 'state.db'), { recursive: true });
  const { code, err } = await here.firedrill('prune', '--older-than', '90d');
  expect([code, err]).toEqual([
    4,
    expect.stringMatching(/^Cannot prune: nobody can say which runs left something: .*state\.db: unable to open database file\.\n/),
  ]);
  expect(existsSync(join(here.path, '.firedrill', 'runs', 'held22', 'events.ndjson'))).toBe(true);
});

test.concurrent('a run of which the store can make nothing is listed by its folder, again and again, and never pruned', async () => {
  await using here = await place();
  const strange = held().map((event) => (event.kind === 'run.started' ? { ...event, seed: NaN } : event));
  const folder = await writeRun(here.path, { run: 'odd222', events: strange, wall: old(1) });
  for (let turn = 0; turn < 2; turn += 1) expect(await listed(here)).toEqual(['odd222 | slow-payments | held — all 4 expectations met']);
  expect((await here.firedrill('prune', '--older-than', '90d')).out).toBe('Nothing to prune.\n');
  expect(existsSync(join(folder, 'events.ndjson'))).toBe(true);
});
