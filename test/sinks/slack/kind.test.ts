import { expect, test } from 'vitest';
import { slackKind } from '../../../src/sinks/slack/kind.ts';

const wrong = (settings: object): string | undefined => slackKind.schema.safeParse(settings).error?.issues[0]?.message;

test('a token has its channel, a webhook stands alone', () => {
  expect(slackKind.schema.parse({ token: 'xoxb-1', channel: 'C024BE91L', mention: 'here', 'report-url': 'https://ci.example/{run}' })).toEqual({
    kind: 'app',
    token: 'xoxb-1',
    channel: 'C024BE91L',
    said: { reportUrl: 'https://ci.example/{run}', mention: 'here' },
  });
  expect(slackKind.schema.parse({ webhook: 'https://hooks.slack.com/services/T0/B0/x' })).toEqual({
    kind: 'webhook',
    webhook: 'https://hooks.slack.com/services/T0/B0/x',
    said: {},
  });
});

test('halt has its token and its users, and puts a button into the message', () => {
  expect(slackKind.schema.parse({ token: 'xoxb-1', channel: 'C024BE91L', 'app-token': 'xapp-1', halt: { users: ['U024BE7LH'] } })).toEqual({
    kind: 'app',
    token: 'xoxb-1',
    channel: 'C024BE91L',
    halt: { appToken: 'xapp-1', users: ['U024BE7LH'] },
    said: { haltButton: true },
  });
});

test.each([
  [{ token: 'x', channel: 'C024BE91L', 'app-token': 'x' }, 'expected app-token and halt together, or neither'],
  [{ token: 'x', channel: 'C024BE91L', halt: { users: ['U024BE7LH'] } }, 'expected app-token and halt together, or neither'],
  [
    { webhook: 'https://hooks.slack.com/x', 'app-token': 'x', halt: { users: ['U024BE7LH'] } },
    'expected halt beside token: what a webhook posts has no buttons',
  ],
  [
    { token: 'x', channel: 'C024BE91L', 'app-token': 'x', halt: { users: ['@anna'] } },
    'expected the ID of a user such as U024BE7LH: Slack shows it in the profile',
  ],
  [{}, 'expected either token and channel, or webhook'],
  [{ token: 'x', channel: 'C024BE91L', webhook: 'https://hooks.slack.com/x' }, 'expected either token and channel, or webhook'],
  [{ webhook: 'https://hooks.slack.com/x', channel: 'C024BE91L' }, 'expected webhook alone: its channel and its address are part of it'],
  [{ token: 'x' }, 'expected channel beside token'],
  [{ token: 'x', channel: '#drills' }, 'expected the ID of a channel such as C024BE91L: Slack shows it under the channel’s details'],
  [{ token: 'x', channel: 'C024BE91L', mention: '@anna' }, 'expected the ID of a user or a group such as U024BE7LH or S0614TZR7, here, or channel'],
  [{ token: 'x', channel: 'C024BE91L', 'report-url': 'ci/{run}' }, 'expected an address such as https://ci.example/drills/{run}'],
])('%j is refused: %s', (settings, why) => {
  expect(wrong(settings)).toBe(why);
});
