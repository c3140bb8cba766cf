import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkSlack } from '../../../src/sinks/slack/check.ts';
import type { SlackSettings } from '../../../src/sinks/slack/kind.ts';
import { botScopes } from '../../../src/sinks/slack/scopes.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeSlack } from '../../fakes/slack/slack.ts';

const app = { kind: 'app', token: 'xoxb-canary-token', channel: 'C0DRILLS', api: 'http://slack.test/api/', said: {} } as const;
const halting: SlackSettings = { ...app, halt: { appToken: 'xapp-canary-app-token', users: ['U0ANNA', 'U0BEN'] }, said: { haltButton: true } };

/** The lines of `doctor slack`, after a workspace was made to be wrong. */
async function lines(settings: SlackSettings, spoil: (slack: FakeSlack) => void = () => undefined): Promise<readonly string[]> {
  const [slack, clock] = [new FakeSlack(), new FakeClock()];
  spoil(slack);
  const over = new AbortController();
  const checking = checkSlack(settings, { clock, http: slack.http }, new AbortController().signal).finally(() => over.abort());
  while (!over.signal.aborted) await clock.advance(100);
  const checks = await checking;
  expect(JSON.stringify(checks)).not.toContain('canary');
  expect(slack.messages).toEqual([]);
  return checks.map(({ ok, what, hint }) => `${ok ? 'ok' : 'FAIL'} ${what}${hint === undefined ? '' : ` | ${hint}`}`);
}

describe('doctor slack', () => {
  test('says what is there, and posts nothing', async () => {
    expect(await lines(halting)).toEqual([
      'ok the token is that of firedrill in Drills',
      'ok scope chat:write: posts and edits the message of a run',
      'ok scope files:write: puts the chart into its thread',
      'ok the app is in channel C0DRILLS, and may look there',
      'ok app-token opens a connection; 2 may halt: U0ANNA, U0BEN',
    ]);
    expect(await lines(app)).toHaveLength(4);
    expect(await lines({ kind: 'webhook', webhook: 'https://hooks.slack.test/canary', said: {} })).toEqual([
      'ok a webhook: whether it posts shows only when it does | To try it: firedrill digest --post',
    ]);
  });

  test('names each scope that is missing, and the way out', async () => {
    const said = await lines(halting, ({ space }) => {
      space.tokens.set('xoxb-canary-token', new Set(['chat:write']));
      space.tokens.set('xapp-canary-app-token', new Set());
    });
    expect(said.slice(1)).toEqual([
      'ok scope chat:write: posts and edits the message of a run',
      'FAIL scope files:write is missing: it puts the chart into its thread | Add it under OAuth & Permissions of the app, and install the app again.',
      'FAIL channel C0DRILLS: Slack answered missing_scope (channels:history) | Give the app this scope, and install it again.',
      'FAIL app-token (scope connections:write): Slack answered missing_scope (connections:write) | Give the app this scope, and install it again.',
    ]);
  });

  test('says that the app is not in the channel', async () => {
    const said = await lines(app, ({ space }) =>
      space.channels.set('C0DRILLS', { id: 'C0DRILLS', isMember: false, isArchived: false, messages: [], whispers: [] }),
    );
    expect(said.at(-1)).toBe('FAIL channel C0DRILLS: Slack answered not_in_channel | Invite the app into the channel (/invite @its-name).');
  });

  test('says that a token is not taken, and still looks at the other', async () => {
    expect(await lines(halting, ({ space }) => space.tokens.delete('xoxb-canary-token'))).toEqual([
      'FAIL the token: Slack answered invalid_auth | Check the token.',
      'ok app-token opens a connection; 2 may halt: U0ANNA, U0BEN',
    ]);
  });

  test('says that what answers is not Slack', async () => {
    expect((await lines(app, (slack) => slack.misbehave('*', { kind: 'status', status: 502 }, 9)))[0]).toBe(
      'FAIL the token: Slack answered 502 | Check the network, a proxy in between, and api.',
    );
  });
});

test('the shipped app manifest asks for the scopes that we use and no other, and has what halting needs', () => {
  const manifest: unknown = parse(readFileSync(join(import.meta.dirname, '../../../slack/app-manifest.yaml'), 'utf8'));
  expect(manifest).toMatchObject({
    display_information: { name: 'firedrill' },
    oauth_config: { scopes: { bot: Object.keys(botScopes) } },
    settings: { socket_mode_enabled: true, interactivity: { is_enabled: true } },
  });
});
