import { expect, test } from 'vitest';
import { announcersIn } from '../../src/cli/announcers.ts';
import { readConfig } from '../../src/experiment/config.ts';
import { sinkKinds } from '../../src/sinks/index.ts';
import { FakeSlack } from '../fakes/slack/slack.ts';

const text = JSON.stringify({
  environments: { local: { production: false } },
  sinks: {
    everywhere: { type: 'slack', token: '${env:TOKEN}', channel: 'C0DRILLS' },
    staging: { type: 'slack', token: '${env:TOKEN}', channel: 'C0STAGING', environments: ['staging*'] },
    ci: { type: 'github' },
  },
});

test('a Slack sink hears of the drills of its environments alone, as of their runs', async () => {
  const reading = readConfig(text, { file: 'x', folder: '/', env: { TOKEN: 'xoxb-canary' }, readFile: () => undefined, sinkKinds });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  const announcers = await announcersIn(reading.config, new FakeSlack().http);
  const hearing = (environment: string): readonly string[] => announcers.filter((one) => one.hears(environment)).map(({ name }) => name);
  expect(['staging-eu', 'production', 'local'].map(hearing)).toEqual([['everywhere', 'staging'], ['everywhere'], ['everywhere']]);
});
