import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../fakes/slack/serve.ts';
import { FakeSlack } from '../fakes/slack/slack.ts';
import type { FakeMessage } from '../fakes/slack/workspace.ts';
import { faultsOf, type Changes, type Places } from './experiment.ts';
import { until, type Cli } from './programs.ts';
import { startProxy, type RunningProxy } from './proxy.ts';
import { expectAllOver, reach, schedule } from './scheduler.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

const long = (places: Places): Changes => ({ faults: faultsOf(places, '50s') });
const secrets = { 'secret-token': 'xoxb-canary-token', 'secret-app-token': 'xapp-canary-app-token' };

/** Adds a Slack sink that lets one person halt; its tokens lie in files of their own. */
function listening(folder: string, api: string): void {
  const file = join(folder, 'firedrill.config.yaml');
  const config = JSON.parse(readFileSync(file, 'utf8')) as object;
  const halt = { 'app-token': '${file:secret-app-token}', halt: { users: ['U0ANNA'] } };
  const team = { type: 'slack', token: '${file:secret-token}', channel: 'C0DRILLS', api, ...halt };
  writeFileSync(file, JSON.stringify({ ...config, sinks: { team } }));
  for (const [name, secret] of Object.entries(secrets)) writeFileSync(join(folder, name), secret);
}

const withButton = ({ posts }: FakeSlack): FakeMessage | undefined => posts.find(({ blocks }) => blocks.some(({ type }) => type === 'actions'));
const replies = ({ messages }: FakeSlack): readonly string[] => messages.flatMap(({ thread_ts: thread, text }) => (thread === undefined ? [] : [text]));

function everyFile(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !(name in secrets) && statSync(join(folder, name)).isFile());
  return names.map((name) => readFileSync(join(folder, name), 'latin1')).join('\n');
}

/** The message as it stands now: it loses its button when the run ends. */
async function buttonHeard(slack: FakeSlack, { links }: Awaited<ReturnType<typeof serve>>, cli: Cli): Promise<FakeMessage> {
  await until(`the button is there, and somebody listens\n${cli.said()}`, () => withButton(slack) !== undefined && links.count === 1, 60_000);
  const message = structuredClone(withButton(slack));
  if (message === undefined) throw new Error('the button has gone');
  return message;
}

test('the Halt button in Slack halts the run of a scheduler and restores; nobody but who may does, and no token is repeated', async () => {
  const slack = new FakeSlack();
  await using served = await serve(slack);
  await using at = await schedule(proxy, long);
  listening(at.folder, served.api);
  const cli = at.start('schedule.json', '--listen', '127.0.0.1:0');
  await reach('under the fault', at, cli);
  const message = await buttonHeard(slack, served, cli);
  expect(slack.posts[0]?.text).toMatch(/^shop of weekly starts at 2026-12-07 10:00 UTC \(now\): drill\b.*, then second\b/);

  served.links.press(message, 'U0EVE');
  await until('who may not is told', () => slack.whispers.length === 1, 30_000);
  expect(slack.whispers[0]?.text).toContain('Only <@U0ANNA> may halt a run from here: nothing was done.');
  expect(replies(slack)).toEqual([]);

  served.links.press(message, 'U0ANNA');
  await until(`it is answered\n${cli.said()}`, () => replies(slack).some((text) => text.startsWith('■ Halted by')), 60_000);
  expect(replies(slack)).toContainEqual(
    expect.stringMatching(/^■ Halted by <@U0ANNA>: decided in [\d.]+ ms, everything restored [\d.]+ m?s later, and seen to be gone\.$/),
  );
  await until(`the slot is over\n${cli.said()}`, async () => (await at.steps()).some(({ kind }) => kind === 'finished'), 60_000);
  expect(await expectAllOver(at)).toEqual({ drill: 'aborted' });
  expect((await at.steps()).at(-1)).toMatchObject({ how: 'stopped', reason: 'anna in Slack (U0ANNA) halted its run' });
  expect(served.links.acknowledged).toHaveLength(2);

  served.links.press(message, 'U0ANNA');
  await until(`a button that outlived its run is answered\n${cli.said()}`, () => slack.whispers.length === 2, 30_000);
  expect(slack.whispers[1]?.text).toMatch(/^Run \w+ has ended before: ■ Aborted and restored\. Nothing was halted\.$/);

  cli.child.kill('SIGTERM');
  const { out, err } = await cli.ended;
  expect(err).toContain('anna in Slack (U0ANNA) halts run ');
  expect(everyFile(at.folder) + out + err).not.toContain('canary');
}, 240_000);

test('schedule once hears the Halt button of its run too, and ends with its slot', async () => {
  const slack = new FakeSlack();
  await using served = await serve(slack);
  await using at = await schedule(proxy, long);
  listening(at.folder, served.api);
  const cli = at.other('schedule', 'once', 'schedule.json', '--job', 'shop');
  // Wherever it is by then: what a halt under a fault leaves is the same as above.
  served.links.press(await buttonHeard(slack, served, cli), 'U0ANNA');
  const { code, err } = await cli.ended;
  expect(code, err).toBe(3);
  expect(err).toContain('anna in Slack (U0ANNA) halts run ');
  expect(await expectAllOver(at)).toEqual({ drill: 'aborted' });
  expect((await at.steps()).at(-1)).toMatchObject({ kind: 'finished', how: 'stopped', reason: 'anna in Slack (U0ANNA) halted its run' });
}, 240_000);
