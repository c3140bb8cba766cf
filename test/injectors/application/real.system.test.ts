import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ms } from '../../../src/domain/units.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { injectorContract } from '../../contract/injector.ts';
import { freePort } from '../../ports.ts';
import { elsewhere, endAll, kindOf, newToken, ports, processes, serverCommand, specOf, withToken } from '../programs.ts';

const never = new AbortController().signal;
const id = { run: 'unused', n: 1 };
const kind = kindOf('application');
let token: string;
let log: string;

beforeEach(() => {
  token = newToken();
  log = join(tmpdir(), `${token}.log`);
});
afterEach(async () => {
  await endAll(token);
  await rm(log, { force: true });
});

injectorContract('application', async () => {
  const name = newToken();
  const argv = serverCommand(await freePort(), name);
  return {
    kind: kindOf('application'),
    spec: specOf('application', { argv, cwd: tmpdir(), env: { PASSWORD: 'hush' } }),
    ports,
    snapshot: async () => (await withToken(name)).length,
    elsewhere: elsewhere('application'),
    [Symbol.asyncDispose]: () => endAll(name),
  };
});

/** Starts a shell with a child, as an application with workers is; the last argument makes both findable. */
async function family(script: string) {
  const spec = kind.schema.parse({ argv: ['sh', '-c', script, 'sh', token], cwd: tmpdir(), env: { PASSWORD: 'hush' }, stdout: log, stderr: log });
  const injector = await kind.load(ports);
  const prepared = await injector.prepare(spec, id, never);
  await injector.apply(spec, prepared.undo, never);
  await expect.poll(() => readFile(log, 'utf8'), { timeout: 5000 }).toContain('up');
  return { injector, ...prepared };
}

const worker = `${JSON.stringify(process.execPath)} -e "setInterval(() => {}, 1000); console.log('up')" "$1"`;

test('application ends the children too, those that outlive their parent and those that forgot their environment', async () => {
  const { injector, undo } = await family(`env -i ${worker} & ${worker} & exit 0`);
  expect(JSON.stringify(undo)).not.toContain('hush');
  await expect.poll(async () => (await withToken(token)).length, { timeout: 5000 }).toBe(2);
  expect(await injector.restore(undo, never)).toEqual({ kind: 'restored' });
  expect(await withToken(token)).toEqual([]);
});

test('application ends a server that wrote its title over its environment', async () => {
  // What such a server leaves in its environment, without being one: none of the marks.
  const { injector, undo } = await family(`exec env -i ${worker}`);
  expect((await injector.observe(undo, never)).presence).toBe('present');
  expect(await injector.restore(undo, never)).toEqual({ kind: 'restored' });
  expect(await withToken(token)).toEqual([]);
});

test('application kills what does not listen to SIGTERM', async () => {
  const { injector, undo } = await family(`trap '' TERM; ${worker.replace('setInterval', "process.on('SIGTERM', () => {}); setInterval")}`);
  const began = systemClock.now();
  using budget = systemClock.deadline(ms(1000));
  await injector.restore(undo, budget.signal);
  expect(systemClock.now() - began).toBeLessThan(4000);
  expect(await withToken(token)).toEqual([]);
});

test('application is ended by the very command that is printed for people', async () => {
  const { manual } = await family(`env -i ${worker} & ${worker}`);
  await promisify(execFile)('sh', ['-c', manual]).catch(() => undefined);
  await expect.poll(() => withToken(token), { timeout: 5000 }).toEqual([]);
});

test('application that ended early is absent', async () => {
  const { injector, undo } = await family('echo up');
  await expect.poll(async () => (await injector.observe(undo, never)).presence, { timeout: 5000 }).toBe('absent');
});

test('application run by another user is not believed to be gone', async () => {
  const { injector, undo } = await family(worker);
  const stranger = await kind.load({ ...ports, processes: { ...processes, user: processes.user + 12_345, variable: async () => undefined } });
  expect(await stranger.observe(undo, never)).toEqual({ presence: 'unknown' });
  expect(await stranger.restore(undo, never)).toMatchObject({ kind: 'left' });
  expect(await injector.restore(undo, never)).toEqual({ kind: 'restored' });
});
