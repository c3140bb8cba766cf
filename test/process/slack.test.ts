import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeSlack } from '../fakes/slack/slack.ts';
import { serve } from '../fakes/slack/serve.ts';
import { startDrill, type Drill } from './drill.ts';
import type { Places } from './experiment.ts';
import type { Ended } from './programs.ts';

const token = 'xoxb-canary-token';

/** Adds a Slack sink to the config of a drill; its token lies in a file elsewhere. */
function telling(api: string): (places: Places) => void {
  return ({ folder }) => {
    const file = join(folder, 'firedrill.config.yaml');
    const config = JSON.parse(readFileSync(file, 'utf8')) as object;
    const team = { type: 'slack', token: '${file:secret-token}', channel: 'C0DRILLS', api, mention: 'here' };
    writeFileSync(file, JSON.stringify({ ...config, sinks: { team } }));
    writeFileSync(join(folder, 'secret-token'), token);
  };
}

/** Every file of the folder but the secret's own, and all that was printed. */
function everythingSaid({ folder }: Drill, ...ended: readonly Ended[]): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'secret-token' && statSync(join(folder, name)).isFile());
  return [...files.map((name) => readFileSync(join(folder, name), 'latin1')), ...ended.flatMap(({ out, err }) => [out, err])].join('\n');
}

const parts = ({ messages }: FakeSlack): readonly string[] =>
  messages.map(({ metadata, files }) => (files === undefined ? String(metadata?.event_payload['part']) : 'chart'));

test.concurrent('a real run keeps one message in Slack up to date, with details and a chart in its thread, and repeats its token nowhere', async () => {
  const slack = new FakeSlack();
  await using served = await serve(slack);
  using drill = await startDrill({ before: telling(served.api) });
  const ended = await drill.ended();
  expect(ended.code, ended.err).toBe(0);
  // A starved machine may not draw within the few seconds that a sink has: what is owed then is sent now, and what is not is not sent again.
  const resent = await drill.other('report', '--resend');
  expect(resent).toMatchObject({ code: 0 });
  expect(parts(slack)).toEqual(['run', 'details-1', 'chart']);
  expect(slack.posts.map(({ text }) => text)).toEqual(['✔ Held: drill: all 2 expectations met']);
  expect(slack.posts[0]?.edits).toBeGreaterThan(0);
  expect(everythingSaid(drill, ended, resent)).not.toContain('canary');
});

test.concurrent('a run whose Slack never answers ends as it would, and is told once when Slack answers again, by whoever asks', async () => {
  const slack = new FakeSlack();
  await using served = await serve(slack);
  slack.misbehave('*', { kind: 'hang' }, 1000);
  using drill = await startDrill({ before: telling(served.api) });
  const ended = await drill.ended();
  expect(ended.code, ended.err).toBe(0);
  expect(ended.err).toContain('Not delivered to team so far: ');
  slack.behave();
  const resent = await drill.other('report', '--resend');
  expect(resent).toMatchObject({ code: 0 });
  expect(parts(slack)).toEqual(['run', 'details-1', 'chart']);
  expect(slack.posts.map(({ text }) => text)).toEqual(['✔ Held: drill: all 2 expectations met']);
  expect(everythingSaid(drill, ended, resent)).not.toContain('canary');
});
