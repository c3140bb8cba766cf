import { expect, test } from 'vitest';
import { comingMessage } from '../../../src/report/slack/coming.ts';
import { refuseBlocks } from '../../fakes/slack/blocks.ts';

const at = Date.UTC(2026, 11, 7, 10, 7);
const coming = (minutes: number, what = 'slow-payments, then payments-503') =>
  comingMessage({ schedule: 'weekly', job: 'checkout', at, now: at - minutes * 60_000, what });

test('a drill that comes is told in one line, its hour in each reader’s own zone', () => {
  expect(coming(15)).toEqual({
    text: 'checkout of weekly starts at 2026-12-07 10:07 UTC (in 15 min): slow-payments, then payments-503',
    blocks: [
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          verbatim: true,
          text: `⏰ *checkout* of *weekly* starts at <!date^${at / 1000}^{time}|2026-12-07 10:07 UTC> (in 15 min): slow-payments, then payments-503`,
        },
      },
    ],
  });
});

test.each([
  [0, 'now'],
  [-1, 'now'],
  [119, 'in 119 min'],
  [180, 'in 3 hours'],
  [60 * 24 * 3, 'in 3 days'],
])('%i minutes before it is said to come %s', (minutes, words) => {
  expect(coming(minutes).text).toContain(` (${words}): `);
});

test('one of another day says which', () => {
  expect(JSON.stringify(coming(60 * 24))).toContain('{date_short_pretty} at {time}');
});

test('a suite of very many experiments is cut to what Slack takes, and mentions nobody', () => {
  const { text, blocks } = coming(15, 'x<!here> '.repeat(2000));
  expect(refuseBlocks(blocks)).toBeUndefined();
  expect(text + JSON.stringify(blocks)).not.toContain('<!here>');
});
