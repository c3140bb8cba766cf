import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { messageIn } from '../../src/probes/load/told/message.ts';
import { Shop } from '../probes/load/shop.ts';
import { bin, place } from './firedrill.ts';

test('load sends what its environment holds, says what it measures, a numbered line each, and ends when it is told to', { timeout: 60_000 }, async () => {
  await using shop = await Shop.open();
  const env = { PATH: process.env['PATH'], FIREDRILL_LOAD: JSON.stringify(shop.load(50)) };
  const child = spawn(process.execPath, [bin, 'load'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const heard = [];
  for await (const line of createInterface({ input: child.stdout })) {
    heard.push(messageIn(line) ?? expect.fail(`it says ${line}`));
    if ((heard.at(-1)?.stats.good ?? 0) >= 25) child.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
  expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, index) => index + 1));
  // Each from where the one before it ended: nothing is left out, and nothing counted twice.
  expect(heard.slice(1).map(({ reading }) => reading.from)).toEqual(heard.slice(0, -1).map(({ reading }) => reading.to));
  expect(heard.reduce((sum, { reading }) => sum + reading.good, 0)).toBeGreaterThanOrEqual(25);
  const arrived = shop.arrived.length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(shop.arrived).toHaveLength(arrived);
});

test('load without one, or with what is none, ends with 2 and says who would set it', { timeout: 60_000 }, async () => {
  await using here = await place();
  const err = 'Cannot send a load: FIREDRILL_LOAD holds none.\n  A run sets it, in the Job that it makes of a load with in:.\n';
  expect(await here.firedrill('load')).toEqual({ code: 2, out: '', err });
  expect(await here.node([], ['load'], { FIREDRILL_LOAD: '{"name":"web"}' })).toEqual({ code: 2, out: '', err });
});
