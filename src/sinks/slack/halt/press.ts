/** A press of the Halt button, as Slack tells it (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload). */
import { z } from 'zod';
import { haltAction } from '../../../report/slack/halt.ts';
import { bare } from '../../../report/slack/text.ts';

export interface Press {
  readonly user: string;
  /** Who that is, in words that a record may keep. */
  readonly by: string;
  readonly channel: string;
  /** The message that the button is in. */
  readonly message: string;
  readonly run: string;
}

const payload = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), username: z.string().optional(), name: z.string().optional() }),
  container: z.object({ message_ts: z.string().regex(/^\d+\.\d+$/), channel_id: z.string() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});

/** The run becomes part of a path: nothing but what a run may be called. */
const runName = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** `undefined` for anything else that an app may be told. */
export function pressIn(body: unknown): Press | undefined {
  const { data } = payload.safeParse(body);
  const run = data?.actions.find(({ action_id: id }) => id === haltAction)?.value;
  if (data === undefined || run === undefined || !runName.test(run)) return undefined;
  const { id, username, name } = data.user;
  const { message_ts: message, channel_id: channel } = data.container;
  return { user: id, by: `${bare(username ?? name ?? 'somebody', 60)} in Slack (${id})`, channel, message, run };
}
