import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectFinished, expectNothingLeft, runIn, startDrill } from './drill.ts';
import { through, type Changes, type Places } from './experiment.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

/** Enough samples to fill every pipe: 80 a second. */
const talkative = (places: Places): Changes => {
  const probe = { http: through(places), measure: 'up', every: '50ms', timeout: '50ms' };
  return { observe: { a: probe, b: probe, c: probe, d: probe } };
};

test.concurrent('a reader that leaves after the first line breaks nothing', async () => {
  using drill = await startDrill({ proxy });
  await drill.kind('run.started');
  drill.cli.child.stdout?.destroy();
  const { code, err } = await drill.ended();
  expect(code, err).toBe(0);
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder).outcome).toBe('held');
});

test.concurrent('a reader that never reads delays nothing', async () => {
  using drill = await startDrill({ proxy, changes: talkative });
  await drill.kind('run.started');
  drill.cli.child.stdout?.pause();
  const exited = new Promise<number | null>((resolve) => drill.cli.child.once('exit', resolve));
  expect(await exited, drill.cli.said()).toBe(0);
  drill.cli.child.stdout?.destroy();
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder).outcome).toBe('held');
});

test.concurrent('watchers of the control socket that never read, or never ask, delay nothing', async () => {
  using drill = await startDrill({ proxy, changes: talkative });
  await drill.kind('run.started');
  const path = join(drill.state, 'firedrill', `${runIn(drill.places.folder)}.sock`);
  const watchers = ['{"do":"watch"}\n', '{"do":"watch"}\n', '{"do":', 'x'.repeat(100_000)].map((text) => {
    const socket = connect(path).on('error', () => undefined);
    socket.pause().write(text);
    return socket;
  });
  const { code, err } = await drill.ended();
  for (const socket of watchers) socket.destroy();
  expect(code, err).toBe(0);
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder).outcome).toBe('held');
});
