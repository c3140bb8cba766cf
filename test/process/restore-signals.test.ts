import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openState } from '../../src/record/state.ts';
import { flag } from '../cli/firedrill.ts';
import { header, prepared } from '../record/places.ts';
import { activeIn } from './outside.ts';
import { firedrill, until, type Cli } from './programs.ts';

interface Left extends Disposable {
  readonly folder: string;
  readonly state: string;
  start(...args: readonly string[]): Cli;
  there(name: string): boolean;
  put(name: string): void;
}

const runsOf = (folder: string): string => join(folder, '.firedrill', 'runs');

/** A folder in which these runs have died under their fault; the restore of each waits for a file `go`. */
function left(...runs: readonly string[]): Left {
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  const state = join(folder, 's');
  using opened = openState(join(state, 'firedrill'));
  for (const run of runs) {
    const record = join(runsOf(folder), run);
    mkdirSync(record, { recursive: true });
    writeFileSync(join(folder, `flag-${run}`), '');
    const restore = { run: ['sh', '-c', `touch began; until test -e go; do sleep 0.1; done; rm -f flag-${run}`], timeout: 30_000 };
    const undo = { inject: { run: ['true'], timeout: 1000 }, restore, observe: null, needsEnv: [], folder, injection: `fd-${run}-1` };
    const lines = [{ ...header, run }, prepared(1, { fault: 'flag', type: 'command', targets: [run], undo })];
    writeFileSync(join(record, 'undo.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const gone = { pid: 1, startTime: 7 };
    opened.enter({ run, folder: record, experiment: 'drill', runner: gone, guardian: gone }, [run]);
  }
  return {
    folder,
    state,
    start: (...args) => firedrill({ cwd: folder, state }, ...args),
    there: (name) => existsSync(join(folder, name)),
    put: (name) => writeFileSync(join(folder, name), ''),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const still = (run: string): string => `Still restoring flag (${run}): nothing here is killed half-way.`;

test.concurrent('Ctrl-C in restore: what is being restored is restored, it says what is in place, and no other run is begun', async () => {
  using place = left('dead01', 'dead02');
  const restoring = place.start('restore');
  await until('the first restore has begun', () => place.there('began'), 20_000);
  restoring.child.kill('SIGINT');
  await until('it says so', () => restoring.said().includes(still('dead01')), 5000);
  await sleep(1200); // two within a second are one
  restoring.child.kill('SIGINT');
  await until('it says so again', () => restoring.said().split(still('dead01')).length === 3, 5000);
  place.put('go');
  const { code, out } = await restoring.ended;
  expect(code, out).toBe(5);
  expect(out).toContain('Run dead01: nothing is left.');
  expect(out).toContain('Run dead02: NOT RESTORED: stopped before it was begun.\n  firedrill restore dead02');
  expect([place.there('flag-dead01'), place.there('flag-dead02'), activeIn(place.state)]).toEqual([false, true, ['dead02']]);
  expect((await place.start('restore').ended).code).toBe(0);
  expect([place.there('flag-dead02'), activeIn(place.state)]).toEqual([false, []]);
});

test.concurrent('Ctrl-C while restoring first: what is being restored is restored, and no run is started', async () => {
  using place = left('dead01');
  writeFileSync(join(place.folder, 'flag.yaml'), flag);
  const running = place.start('run', 'flag.yaml', '--restore-first');
  await until('the restore has begun', () => place.there('began'), 20_000);
  running.child.kill('SIGTERM');
  await until('it says so', () => running.said().includes(still('dead01')), 5000);
  place.put('go');
  const { code, err } = await running.ended;
  expect(code, err).toBe(143);
  expect([place.there('flag-dead01'), activeIn(place.state), readdirSync(runsOf(place.folder))]).toEqual([false, [], ['dead01']]);
});
