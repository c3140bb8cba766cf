import { expect, test, vi } from 'vitest';
import { serve } from '../fakes/slack/serve.ts';
import { FakeSlack } from '../fakes/slack/slack.ts';
import { place } from './firedrill.ts';

// A machine that is busy starts programs slowly.
vi.setConfig({ testTimeout: 90_000 });

const config = (api: string): string =>
  JSON.stringify({
    environments: { staging: { production: false, hosts: ['127.0.0.1'] } },
    sinks: { team: { type: 'slack', token: '${env:SLACK_TOKEN}', channel: 'C0DRILLS', api }, ci: { type: 'github' } },
  });

test.concurrent('digest --post posts what it prints to the Slack sinks alone', async () => {
  const slack = new FakeSlack();
  await using served = await serve(slack);
  await using here = await place();
  await here.write('firedrill.config.yaml', config(served.api));
  const { code, out, err } = await here.node([], ['digest', '--post'], { SLACK_TOKEN: 'xoxb-canary-token' });
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^Quiet since [\d-]+: no drill was run; no finding is open\.\nPosted to team\.\n$/);
  expect(slack.posts.map(({ text }) => text)).toEqual([out.split('\n')[0]]);
  expect(slack.calls.map(({ name }) => name)).toEqual(['chat.postMessage']);
});

test.concurrent('digest --post ends with 4 where Slack says no, and with 2 where there is no sink that it could use', async () => {
  const slack = new FakeSlack();
  await using served = await serve(slack);
  await using here = await place();
  await here.write('firedrill.config.yaml', config(served.api));
  const refused = await here.node([], ['digest', '--post'], { SLACK_TOKEN: 'xoxb-canary-wrong' });
  expect([refused.code, refused.err]).toEqual([
    4,
    'Cannot post the digest to team: Slack answered invalid_auth: check the token.\n  firedrill doctor slack says what is missing.\n',
  ]);
  const without = await here.firedrill('digest', '--post');
  expect([without.code, without.err]).toEqual([
    2,
    'Cannot post the digest: the config has no Slack sink that can be used here: team: Environment variable SLACK_TOKEN is not set.\n  Set what is missing where this runs.\n',
  ]);
  await here.write('firedrill.config.yaml', '{ environments: { staging: { production: false, hosts: [127.0.0.1] } } }');
  const none = await here.firedrill('digest', '--post');
  expect([none.code, none.err]).toEqual([2, 'Cannot post the digest: the config has no Slack sink.\n  docs/sinks.md says how to add one.\n']);
});

test.concurrent('tokens in clear are refused, in a config and by doctor slack', async () => {
  await using here = await place();
  const sink = { type: 'slack', token: 'xoxb-1', channel: 'C0DRILLS', 'app-token': 'xapp-1', halt: { users: ['U0ANNA'] } };
  await here.write('firedrill.config.yaml', JSON.stringify({ environments: { staging: { production: false, hosts: [] } }, sinks: { team: sink } }));
  const { code, err, out } = await here.firedrill('doctor', 'slack');
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('token is a secret, and stands here in clear.');
  expect(err).toContain('app-token is a secret, and stands here in clear.');
});
