/** Whether a message whose post was unclear stands there after all. */
import { z } from 'zod';
import { between } from '../../domain/instants.ts';
import type { Slack } from './api.ts';

/** What each message carries, so that it is found again (https://docs.slack.dev/messaging/message-metadata). */
export const metadataType = 'firedrill_run';

export interface Sought {
  readonly channel: string;
  readonly run: string;
  readonly part: string;
  /** When the run started, by the clock of its machine. */
  readonly wall: string;
  /** The message in whose thread it would be; absent for one in the channel. */
  readonly thread?: string;
}

const message = z.object({
  ts: z.string(),
  metadata: z
    .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
    .optional()
    .catch(undefined),
  files: z.array(z.object({ name: z.string().nullish() })).optional(),
});
const page = z.object({
  messages: z.array(message).default([]),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** How many pages of a busy channel are read. */
const most = 20;

/** Its `ts`; `undefined` where it is not there. Rejects with SlackTrouble where that cannot be known: `missing_scope` for a token that may not read. */
export async function look(slack: Slack, sought: Sought): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let read = 0; read < most; read += 1) {
    const { messages, response_metadata: more } = await slack.call(...question(sought, cursor), page);
    const found = messages.find((one) => isSought(one, sought));
    if (found !== undefined) return found.ts;
    cursor = more?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  throw new Error(`the message is not among the last ${most} pages of the channel`);
}

function question({ channel, thread, wall }: Sought, cursor: string | undefined): [string, Readonly<Record<string, unknown>>] {
  const paging = { channel, include_all_metadata: true, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
  if (thread !== undefined) return ['conversations.replies', { ...paging, ts: thread }];
  return ['conversations.history', { ...paging, oldest: anHourBefore(wall) }];
}

/** Clocks of machines differ, by less than an hour. */
const anHourBefore = (wall: string): string => `${Math.floor(between('1970-01-01T00:00:00Z', wall) / 1000) - 3600}`;

/** A file carries no metadata: its name says what it is. */
function isSought({ metadata, files }: z.output<typeof message>, { run, part }: Sought): boolean {
  if (files?.some(({ name }) => name === fileName(run, part)) === true) return true;
  return metadata?.event_type === metadataType && metadata.event_payload['run'] === run && metadata.event_payload['part'] === part;
}

export const fileName = (run: string, part: string): string => `firedrill-${run}-${part}.png`;
