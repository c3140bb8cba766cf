import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { place } from './firedrill.ts';
import { serve } from '../fakes/slack/serve.ts';
import { FakeSlack } from '../fakes/slack/slack.ts';
import { firedrill, until } from '../process/programs.ts';

/** A Monday, five seconds after its digest was due. */
const now = Date.UTC(2026, 11, 7, 9, 0, 5);

const experiment = `apiVersion: firedrill/v1
kind: Experiment
name: drill
hypothesis: It does not matter here.
slis: { up: { http: "http://127.0.0.1:1/ready", measure: up } }
steady-state: { up: { equals: 1 } }
faults: [{ type: command, inject: [touch, off], restore: [rm, off], for: 5s }]
expect: { during: { up: { equals: 1 } } }
abort: { none: a test }
`;
const schedule = `apiVersion: firedrill/v1
kind: Schedule
name: weekly
time-zone: UTC
jobs: { shop: { cron: "0 10 * * tue", suite: drill.yaml } }
digest: { cron: "0 9 * * mon" }
`;

test('a scheduler says what the week brought on its terminal and in Slack, once', async () => {
  const slack = new FakeSlack();
  await using served = await serve(slack);
  await using here = await place();
  const sinks = { team: { type: 'slack', token: '${file:secret}', channel: 'C0DRILLS', api: served.api, environments: ['production'] } };
  const files = { 'drill.yaml': experiment, 'schedule.yaml': schedule, secret: 'xoxb-canary-token' };
  const config = JSON.stringify({ environments: { local: { production: false } }, sinks });
  for (const [name, text] of Object.entries({ ...files, 'firedrill.config.yaml': config })) await here.write(name, text);
  const env = { FD_SHIFT: String(now - Date.now()), NODE_OPTIONS: `--import ${join(import.meta.dirname, '../process/shifted.ts')}` };
  const cli = firedrill({ cwd: here.path, state: join(here.path, 's'), env }, 'schedule', 'start', 'schedule.yaml');
  try {
    await until(`it is told\n${cli.said()}`, () => cli.said().includes('due 2026-12-07T09:00:00.000Z: '), 60_000);
  } finally {
    cli.child.kill('SIGTERM');
  }
  const { code, out, err } = await cli.ended;
  const quiet = 'Quiet since 2026-11-30: no drill was run; no finding is open.';
  expect([code, err]).toEqual([0, `${quiet}\ndigest of weekly, due 2026-12-07T09:00:00.000Z: done.\n`]);
  expect(slack.posts.map(({ text }) => text)).toEqual([quiet]);
  expect(out.split('\n').at(-1)).toBe('Posted to team.');
  await using store = await openStore(undefined, here.path, { clock: systemClock, say: () => undefined });
  const steps = await store.steps('weekly', '2026-01-01T00:00:00.000Z');
  expect(steps.map(({ kind }) => kind)).toEqual(['claimed', 'announced', 'finished']);
}, 120_000);
