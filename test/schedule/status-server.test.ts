import { afterEach, expect, test } from 'vitest';
import { Health } from '../../src/schedule/health.ts';
import { serveStatus, type MetricsPage, type StatusServer } from '../../src/schedule/status-server.ts';
import { FakeClock } from '../fakes/clock.ts';

const clock = new FakeClock();
let server: StatusServer | undefined;
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

async function serving(
  metrics?: MetricsPage,
): Promise<{ readonly health: Health; readonly ask: (path: string, method?: string) => Promise<readonly [number, string]> }> {
  const health = new Health(clock, () => undefined);
  server = await serveStatus({ host: '127.0.0.1', port: 0 }, health, metrics);
  const { address } = server;
  return {
    health,
    ask: async (path, method = 'GET') => {
      const answer = await fetch(address + path, { method });
      return [answer.status, await answer.text()];
    },
  };
}

test('it is alive while the loop turns, and not when that has stood still for a minute', async () => {
  const { health, ask } = await serving();
  expect(await ask('/healthz')).toEqual([200, 'It turns.\n']);
  await clock.advance(61_000);
  expect(await ask('/healthz')).toEqual([503, 'The loop has not turned for 1 m 1 s.\n']);
  health.turned();
  expect(await ask('/healthz')).toEqual([200, 'It turns.\n']);
});

test('it is ready when it has looked and nothing is wrong; what is wrong is named', async () => {
  const { health, ask } = await serving();
  expect(await ask('/readyz')).toEqual([503, 'scheduler: it has not looked yet\n']);
  health.trouble('scheduler', undefined);
  expect(await ask('/readyz')).toEqual([200, 'Store and schedule are usable.\n']);
  health.trouble('store', 'nobody answers at db:5432');
  expect(await ask('/readyz')).toEqual([503, 'store: nobody answers at db:5432\n']);
});

test('what is wrong beside the schedule is named, and keeps it from nothing', async () => {
  const { health, ask } = await serving();
  health.trouble('scheduler', undefined);
  health.remark('Halting from Slack', 'Slack answered invalid_auth: check the token');
  expect(await ask('/readyz')).toEqual([200, 'Store and schedule are usable.\nHalting from Slack: Slack answered invalid_auth: check the token\n']);
  health.trouble('store', 'nobody answers at db:5432');
  expect((await ask('/readyz'))[1]).toBe('store: nobody answers at db:5432\nHalting from Slack: Slack answered invalid_auth: check the token\n');
  health.remark('Halting from Slack', undefined);
  expect((await ask('/readyz'))[1]).toBe('store: nobody answers at db:5432\n');
});

test('metrics are those it is handed; a page that fails is an error of its own', async () => {
  const { ask } = await serving(async () => ({ type: 'text/plain; version=0.0.4', body: 'firedrill_runs_total 1\n' }));
  expect(await ask('/metrics')).toEqual([200, 'firedrill_runs_total 1\n']);
  await server?.[Symbol.asyncDispose]();
  const failing = await serving(() => Promise.reject(new Error('no registry')));
  expect(await failing.ask('/metrics')).toEqual([500, 'The metrics cannot be made: no registry\n']);
});

test('there is nothing else, and nothing can be changed through it', async () => {
  const { ask } = await serving();
  expect(await ask('/metrics')).toEqual([404, 'There are /healthz and /readyz here.\n']);
  expect(await ask('/')).toEqual([404, 'There are /healthz and /readyz here.\n']);
  expect(await ask('/healthz', 'POST')).toEqual([405, 'Only GET is answered here.\n']);
});

test('an address that somebody has is an error, not a crash', async () => {
  await serving();
  const port = Number(new URL(server?.address ?? '').port);
  await expect(serveStatus({ host: '127.0.0.1', port }, new Health(clock, () => undefined), undefined)).rejects.toThrow('EADDRINUSE');
});

test('a client that asks nothing does not keep it from ending', async () => {
  await serving();
  const { connect } = await import('node:net');
  const socket = connect(Number(new URL(server?.address ?? '').port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await server?.[Symbol.asyncDispose]();
  await closed;
});

test('what is wrong is said once, and again when it is another', () => {
  const said: string[] = [];
  const health = new Health(clock, (line) => said.push(line));
  for (const why of ['away', 'away', 'locked', undefined, undefined]) health.trouble('store', why);
  expect(said).toEqual(['Starting nothing: away', 'Starting nothing: locked', 'The store is usable again.']);
});
