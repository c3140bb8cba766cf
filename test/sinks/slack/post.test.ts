import { expect, test } from 'vitest';
import { slackAnnouncer } from '../../../src/sinks/slack/announcer.ts';
import type { SlackSettings } from '../../../src/sinks/slack/kind.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeSlack } from '../../fakes/slack/slack.ts';
import type { Misbehaviour } from '../../fakes/slack/slack.ts';

const at = Date.UTC(2026, 11, 7, 10, 7);
const slot = { schedule: 'weekly', job: 'checkout', slot: '2026-12-07T10:00:00.000Z' };
const app: SlackSettings = { kind: 'app', token: 'xoxb-canary-token', channel: 'C0DRILLS', api: 'http://slack.test/api/', said: {} };
const webhook: SlackSettings = { kind: 'webhook', webhook: 'http://slack.test/services/T0/B0/canary-webhook', said: {} };

/** Announces one drill, and lets the clock run until that is over. */
async function announce(settings: SlackSettings, wrong?: readonly [string, Misbehaviour, number]): Promise<{ slack: FakeSlack; failed: string | undefined }> {
  const [slack, clock] = [new FakeSlack(), new FakeClock()];
  if (wrong !== undefined) slack.misbehave(...wrong);
  const announcer = slackAnnouncer('team', settings, () => true, { clock, http: slack.http, wall: { now: () => at - 900_000 } });
  const over = new AbortController();
  const telling = announcer.announce(slot, at, 'slow-payments', new AbortController().signal).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  void telling.then(() => over.abort());
  while (!over.signal.aborted) await clock.advance(100);
  return { slack, failed: await telling };
}

test.each([
  ['an app', app],
  ['a webhook', webhook],
])('%s says once that a drill comes', async (_, settings) => {
  const { slack, failed } = await announce(settings);
  expect(failed).toBeUndefined();
  expect(slack.posts.map(({ text }) => text)).toEqual(['checkout of weekly starts at 2026-12-07 10:07 UTC (in 15 min): slow-payments']);
});

test('a busy Slack is asked again', async () => {
  const { slack, failed } = await announce(app, ['chat.postMessage', { kind: 'limited', retryAfter: 2 }, 1]);
  expect([failed, slack.posts.length]).toEqual([undefined, 1]);
});

test('what may have arrived is not sent again, and said', async () => {
  const { slack, failed } = await announce(app, ['chat.postMessage', { kind: 'drop' }, 1]);
  expect([failed, slack.posts.length]).toEqual(['Error: Slack did not answer: A request error occurred: other side closed', 1]);
});

test.each([app, webhook])('a no is said with the way out, and without what is secret', async (settings) => {
  const { failed } = await announce(settings, ['*', { kind: 'error', error: 'not_in_channel' }, 9]);
  if (settings.kind === 'app') expect(failed).toContain('Slack answered not_in_channel: invite the app into the channel (/invite @its-name)');
  expect(String(failed)).not.toContain('canary');
});
