import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createProcesses } from '../../src/platform/processes.ts';
import { openState } from '../../src/record/state.ts';
import { flag, place } from '../cli/firedrill.ts';
import { listed, lose, old, several } from '../cli/remembered.ts';
import { freePort } from '../ports.ts';
import { activeRun } from '../record/active-run.ts';
import { prepared } from '../record/places.ts';
import { tidy, writeRun } from '../record/run-folder.ts';
import { aborted, held, refused } from '../report/runs.ts';
import { firedrill } from './programs.ts';

test.concurrent('a store that cannot be used keeps no run from its end and no list from being printed', async () => {
  await using here = await several();
  await here.write('flag.yaml', flag);
  await here.firedrill('abort', '--all', '--block', 'incident 4711');
  const port = await freePort();
  await here.write('firedrill.config.yaml', 'environments: { local: { production: false } }\nstore: { postgres: "${env:TEAM_STORE}" }\n');
  const away = { TEAM_STORE: `postgres://ana:secret-word@127.0.0.1:${port}/team` };
  const ran = await here.node([], ['run', 'flag.yaml'], away);
  expect([ran.code, ran.err]).toEqual([
    4,
    expect.stringMatching(new RegExp(`\nRun \\w{6} is not in the store yet: postgres 127\\.0\\.0\\.1:${port}/team: connect ECONNREFUSED 127\\.0\\.0\\.1:${port}\\. firedrill runs tries again\\.\n`)), // prettier-ignore
  ]);
  await using silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const where = silent.address();
  const hanging = { TEAM_STORE: `postgres://ana:secret-word@127.0.0.1:${typeof where === 'object' && where !== null ? where.port : 0}/team` };
  const waited = await here.node([], ['run', 'flag.yaml'], hanging);
  expect([waited.code, waited.err]).toEqual([
    4,
    expect.stringMatching(/\nRun \w{6} is not in the store yet: it takes longer than 3 s\. firedrill runs tries again\.\n/),
  ]);
  const list = await here.node([], ['runs'], away);
  expect([list.code, list.out.trim().split('\n').length, list.err]).toEqual([
    0,
    7,
    `Only runs of this machine are listed, by their folders: the store cannot be used: postgres 127.0.0.1:${port}/team: connect ECONNREFUSED 127.0.0.1:${port}.\n  Runs do not need it, and are remembered when it answers again.\n`,
  ]);
  const unset = await here.firedrill('runs');
  expect([unset.code, unset.err]).toEqual([
    0,
    expect.stringMatching(/^Only runs .*: the store of the config cannot be used here: .*TEAM_STORE.*\n {2}Set what is missing, then try again\.\n$/),
  ]);
  for (const { out, err } of [ran, list]) expect(out + err).not.toContain('secret-word');
});

test.concurrent('prune takes the bulk of old runs off the disk, and none that something still needs; the verdicts stay, without the store too', async () => {
  await using here = await several();
  await writeRun(here.path, { run: 'open22', events: aborted(), wall: old(5), undo: [prepared(1)] });
  await writeRun(here.path, { run: 'torn22', events: aborted(), wall: old(5), undo: [prepared(1), { kind: 'what' } as never, ...tidy] });
  const active = await writeRun(here.path, { run: 'acti22', events: aborted(), wall: old(6) });
  const owed = await writeRun(here.path, { run: 'owed22', events: held(), wall: old(7) });
  await mkdir(join(owed, 'sinks'));
  await writeFile(join(owed, 'sinks', 'team.json'), JSON.stringify({ state: 'undelivered', why: 'it is away' }));
  {
    using state = openState(join(here.path, 'state', 'firedrill'));
    state.enter({ ...activeRun('acti22'), folder: active, runner: { pid: 1, startTime: 7 }, guardian: { pid: 1, startTime: 7 } }, ['x']);
  }
  const alive = await writeRun(here.path, { run: 'aliv22', events: held(), wall: old(8) });
  {
    using state = openState(join(here.path, 'state', 'firedrill'));
    const runner = { pid: process.pid, startTime: (await createProcesses().stat(process.pid))?.startTime ?? 0 };
    state.enter({ ...activeRun('aliv22'), folder: alive, runner }, ['y']);
  }
  const before = await listed(here);
  const kept = [
    'Kept acti22: something is still held for it. firedrill restore acti22',
    'Kept aliv22: it is alive.',
    'Kept open22: 1 fault not restored. firedrill restore open22',
    'Kept owed22: it is not delivered to team yet. firedrill report --resend owed22',
    expect.stringMatching(/^Kept torn22: whether something is left cannot be read: line 3 of the undo record cannot be read: .* firedrill restore torn22$/),
  ];
  const rehearsed = await here.firedrill('prune', '--older-than', '90d', '--dry-run');
  const said = rehearsed.out.trim().split('\n');
  expect([rehearsed.code, said.slice(0, -1).toSorted(), said.at(-1)]).toEqual([
    0,
    kept,
    expect.stringMatching(/^Would prune 3 runs and free [\d.]+ KiB; verdicts stay\.$/),
  ]);
  expect(existsSync(join(here.path, '.firedrill', 'runs', 'held22', 'events.ndjson'))).toBe(true);

  const pruned = await here.firedrill('prune', '--older-than', '90d');
  expect([pruned.code, pruned.err, pruned.out.trim().split('\n').at(-1)]).toEqual([0, '', said.at(-1)?.replace('Would prune', 'Pruned').replace(/and free (.*);/, '$1 freed;').replace('runs ', 'runs, ')]); // prettier-ignore
  const files = (run: string): Promise<string[]> => readdir(join(here.path, '.firedrill', 'runs', run));
  for (const run of ['held22', 'refu22', 'abor22']) expect((await files(run)).toSorted(), run).toEqual(['summary.json', 'undo.ndjson']);
  for (const run of ['died22', 'today2', 'open22', 'torn22', 'acti22', 'aliv22', 'owed22']) expect(await files(run), run).toContain('events.ndjson');

  expect(await listed(here)).toEqual(before);
  await lose(here);
  expect(await listed(here)).toEqual(before);
  expect((await here.firedrill('prune', '--older-than', '90d')).out).toMatch(/\nNothing to prune\.\n$/);
  const report = await here.firedrill('report', 'held22');
  expect([report.code, report.err]).toEqual([
    2,
    `Cannot report: run held22 is pruned.\n  Its verdict stays: firedrill runs, and ${join(here.path, '.firedrill', 'runs', 'held22', 'summary.json')}.\n`,
  ]);
  const restored = await here.firedrill('restore', 'held22');
  expect([restored.code, restored.out]).toEqual([0, 'Run held22: nothing is left: it is pruned, which no run is that left something.\n']);
  expect((await files('held22')).toSorted()).toEqual(['summary.json', 'undo.ndjson']);
});

test.concurrent('prune that was killed half-way is finished by the next', async () => {
  await using here = await place();
  const names = Array.from({ length: 150 }, (_, n) => `r${n}`);
  const folders = await Promise.all(names.map((run) => writeRun(here.path, { run, events: refused(), wall: old(1), undo: [] })));
  const before = await listed(here, '--limit', '150');
  const pruning = firedrill({ cwd: here.path, state: join(here.path, 'state') }, 'prune', '--older-than', '90d');
  const begun = (): boolean => folders.some((folder) => existsSync(join(folder, 'summary.json')));
  while (!begun() && pruning.child.exitCode === null) await setImmediate();
  pruning.child.kill('SIGKILL');
  expect((await pruning.ended).signal).toBe('SIGKILL');

  const whole = folders.filter((folder) => !existsSync(join(folder, 'summary.json')));
  expect(whole.length).toBeGreaterThan(0);
  for (const folder of whole)
    expect((await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted()).toEqual(['events.ndjson', 'logs', 'report.md', 'undo.ndjson']);
  await lose(here);
  expect(await listed(here, '--limit', '150')).toEqual(before);
  const { code, out } = await here.firedrill('prune', '--older-than', '90d');
  expect([code, out]).toEqual([0, expect.stringMatching(/^Pruned \d+ runs, [\d.]+ MiB freed; verdicts stay\.\n$/)]);
  for (const folder of folders) expect((await readdir(folder)).toSorted()).toEqual(['summary.json', 'undo.ndjson']);
  await lose(here);
  expect(await listed(here, '--limit', '150')).toEqual(before);
});
