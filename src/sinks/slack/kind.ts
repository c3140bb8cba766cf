import { z } from 'zod';
import type { SinkKind } from '../../ports/sink.ts';

const address = (example: string) => z.url({ protocol: /^https?$/, error: `expected an address such as ${example}` });

const shared = {
  'report-url': address('https://ci.example/drills/{run}').optional().describe('Where people find the report; {run} and {experiment} in it are filled in.'),
  mention: z
    .string()
    .regex(/^(?:[UWS][A-Z0-9]{5,}|here|channel)$/, { error: 'expected the ID of a user or a group such as U024BE7LH or S0614TZR7, here, or channel' })
    .optional()
    .describe('Who is called when something is not restored: the ID of a user or a group, here, or channel.'),
};

const keys = z.strictObject({
  token: z.string().min(1).optional().describe('The token of a Slack app, as a reference: ${env:SLACK_TOKEN}.'),
  channel: z
    .string()
    .regex(/^[CGD][A-Z0-9]{5,}$/, { error: 'expected the ID of a channel such as C024BE91L: Slack shows it under the channel’s details' })
    .optional()
    .describe('The ID of the channel that a token posts to; a name could be given to another channel.'),
  webhook: address('https://hooks.slack.com/services/…')
    .optional()
    .describe('Instead of a token: an incoming webhook, as a reference. One post at the end, without edits, thread or chart.'),
  'app-token': z.string().min(1).optional().describe('The app-level token that opens the socket for halt, as a reference: ${env:SLACK_APP_TOKEN}.'),
  halt: z
    .strictObject({
      users: z
        .array(z.string().regex(/^[UW][A-Z0-9]{5,}$/, { error: 'expected the ID of a user such as U024BE7LH: Slack shows it in the profile' }))
        .min(1)
        .describe('The IDs of those who may; nobody else can.'),
    })
    .optional()
    .describe('Who may halt a run of a schedule by a button in its message.'),
  api: address('https://slack.com/api/').optional().describe('Where the Web API is, behind a proxy of your own; Slack’s unless said.'),
  ...shared,
});

const schema = keys
  .check(({ value, issues }) => {
    const wrong = misfit(value);
    if (wrong !== undefined) issues.push({ code: 'custom', message: wrong, input: value });
  })
  .transform(({ token, channel, webhook, api, 'app-token': appToken, halt, 'report-url': reportUrl, mention }) => {
    const said = { ...(reportUrl === undefined ? {} : { reportUrl }), ...(mention === undefined ? {} : { mention }) };
    if (webhook !== undefined) return { kind: 'webhook' as const, webhook, said };
    const app = { kind: 'app' as const, token: token ?? '', channel: channel ?? '', ...(api === undefined ? {} : { api }) };
    const button = appToken === undefined || halt === undefined ? undefined : { appToken, users: halt.users };
    return button === undefined ? { ...app, said } : { ...app, halt: button, said: { ...said, haltButton: true as const } };
  });

/** Exactly one way to post, and no key that it would not use. */
function misfit({ token, channel, webhook, api, 'app-token': appToken, halt }: z.output<typeof keys>): string | undefined {
  if ((appToken === undefined) !== (halt === undefined)) return 'expected app-token and halt together, or neither';
  if (halt !== undefined && webhook !== undefined) return 'expected halt beside token: what a webhook posts has no buttons';
  if ((token === undefined) === (webhook === undefined)) return 'expected either token and channel, or webhook';
  if (webhook !== undefined && (channel ?? api) !== undefined) return 'expected webhook alone: its channel and its address are part of it';
  return token !== undefined && channel === undefined ? 'expected channel beside token' : undefined;
}

export type SlackSettings = z.output<typeof schema>;
export type AppSettings = Extract<SlackSettings, { readonly kind: 'app' }>;
/** Those that let people halt. */
export type HaltSettings = Extract<AppSettings, { readonly halt: object }>;
export type WebhookSettings = Extract<SlackSettings, { readonly kind: 'webhook' }>;

/** A message in a channel of Slack for each run. */
export const slackKind: SinkKind<SlackSettings> = {
  type: 'slack',
  about: 'keeps one message a run in a channel of Slack up to date, with details and a chart in its thread',
  schema,
  load: async () => (await import('./open.ts')).openSlack,
};
