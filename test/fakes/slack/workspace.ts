/** What a workspace holds: channels with their messages, tokens with their scopes, files. */
import type { Block } from './blocks.ts';

export interface FakeMessage {
  readonly ts: string;
  text: string;
  blocks: readonly Block[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: Readonly<Record<string, unknown>> };
  readonly thread_ts?: string;
  readonly broadcast?: boolean;
  readonly files?: readonly { readonly id: string; readonly name: string }[];
  readonly by: string;
  /** How often it was edited, and when by the server's count of calls. */
  edits: number;
}

export interface FakeChannel {
  readonly id: string;
  isMember: boolean;
  isArchived: boolean;
  readonly messages: FakeMessage[];
  /** What only one person saw. */
  readonly whispers: { readonly user: string; readonly text: string }[];
}

export interface FakeFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  readonly alt: string;
  bytes?: Uint8Array;
  shared: boolean;
}

export interface Workspace {
  readonly channels: Map<string, FakeChannel>;
  /** Token → the scopes that its app was given. */
  readonly tokens: Map<string, Set<string>>;
  readonly files: Map<string, FakeFile>;
  /** Address of an incoming webhook → where it posts. */
  readonly webhooks: Map<string, string>;
  /** For connections in socket mode, each good once. */
  readonly tickets: Set<string>;
  /** The next message's number. */
  clock: number;
  /** Unix seconds before which no message is: that of the stories, unless real runs are told. */
  epoch: number;
}

export const everyScope = ['chat:write', 'files:write', 'channels:history', 'groups:history'];

export function workspace(): Workspace {
  return {
    channels: new Map([['C0DRILLS', { id: 'C0DRILLS', isMember: true, isArchived: false, messages: [], whispers: [] }]]),
    tokens: new Map([
      ['xoxb-canary-token', new Set(everyScope)],
      ['xapp-canary-app-token', new Set(['connections:write'])],
    ]),
    files: new Map(),
    tickets: new Set(),
    webhooks: new Map([['/services/T0/B0/canary-webhook', 'C0DRILLS']]),
    clock: 0,
    epoch: 1_795_521_600,
  };
}

/** Slack numbers messages by their time; ours only has to grow. */
export const nextTs = (space: Workspace): string => `${space.epoch}.${String((space.clock += 100)).padStart(6, '0')}`;
