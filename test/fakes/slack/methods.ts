/** The methods of the Web API that we use, each as its page says (https://docs.slack.dev/reference/methods). */
import { refuseBlocks } from './blocks.ts';
import { everyScope, nextTs, type FakeChannel, type FakeMessage, type Workspace } from './workspace.ts';

/** Arguments as they come: texts, and structures as JSON in a text. */
export interface Call {
  readonly args: Readonly<Record<string, string>>;
  readonly token: string;
  readonly space: Workspace;
  /** Where this server is, for addresses in answers. */
  readonly base: string;
}

export type Answer = { readonly ok: true; readonly [key: string]: unknown } | { readonly ok: false; readonly error: string; readonly [key: string]: unknown };

export interface Method {
  /** One of these suffices; none where any token does. */
  readonly scopes: readonly string[];
  answer(call: Call): Answer;
}

const no = (error: string, more: object = {}): Answer => ({ ok: false, error, ...more });

function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Finds the channel, or says why nothing can be done there. */
function inChannel(call: Call, id: string | undefined, act: (channel: FakeChannel) => Answer): Answer {
  const channel = call.space.channels.get(id ?? '');
  if (channel === undefined) return no('channel_not_found');
  if (!channel.isMember) return no('not_in_channel');
  return channel.isArchived ? no('is_archived') : act(channel);
}

/** Text and blocks, within the limits; or what is wrong with them. */
function content({ args }: Call): { readonly text: string; readonly blocks: FakeMessage['blocks'] } | Answer {
  const { text = '', blocks } = args;
  if (text === '' && blocks === undefined) return no('no_text');
  if (text.length > 40_000) return no('msg_too_long');
  if (blocks === undefined) return { text, blocks: [] };
  const refused = refuseBlocks(json(blocks));
  if (refused !== undefined) return no(refused.error, { response_metadata: { messages: refused.messages } });
  return { text, blocks: json(blocks) as FakeMessage['blocks'] };
}

const postMessage: Method = {
  scopes: ['chat:write'],
  answer: (call) =>
    inChannel(call, call.args['channel'], (channel) => {
      const said = content(call);
      if ('ok' in said) return said;
      const { thread_ts: thread, reply_broadcast: broadcast, metadata } = call.args;
      if (thread !== undefined && !channel.messages.some(({ ts, thread_ts: parent }) => ts === thread && parent === undefined)) return no('thread_not_found');
      const about = json(metadata) as FakeMessage['metadata'];
      if (metadata !== undefined && about === undefined) return no('invalid_metadata_format');
      const message = { ts: nextTs(call.space), ...said, ...(about === undefined ? {} : { metadata: about }), by: call.token, edits: 0 };
      channel.messages.push({ ...message, ...(thread === undefined ? {} : { thread_ts: thread, broadcast: broadcast === 'true' }) });
      return { ok: true, channel: channel.id, ts: message.ts, message: { text: said.text, ts: message.ts } };
    }),
};

const update: Method = {
  scopes: ['chat:write'],
  answer: (call) =>
    inChannel(call, call.args['channel'], (channel) => {
      const said = content(call);
      if ('ok' in said) return said;
      const message = channel.messages.find(({ ts }) => ts === call.args['ts']);
      if (message === undefined) return no('message_not_found');
      if (message.by !== call.token) return no('cant_update_message');
      Object.assign(message, said, { edits: message.edits + 1 });
      return { ok: true, channel: channel.id, ts: message.ts, text: message.text };
    }),
};

/** Newest first, on pages; metadata only where it is asked for. */
function listed(messages: readonly FakeMessage[], { args }: Call): Answer {
  const limit = Math.min(Number(args['limit'] ?? 100), 999);
  const start = Number(args['cursor'] ?? 0);
  const page = messages.toReversed().slice(start, start + limit);
  const isMore = start + limit < messages.length;
  const shown = page.map(({ ts, text, blocks, files, thread_ts: thread, metadata }) => ({
    ts,
    text,
    blocks,
    ...(files === undefined ? {} : { files }),
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(args['include_all_metadata'] === 'true' && metadata !== undefined ? { metadata } : {}),
  }));
  return { ok: true, messages: shown, has_more: isMore, ...(isMore ? { response_metadata: { next_cursor: String(start + limit) } } : {}) };
}

const history: Method = {
  scopes: ['channels:history'],
  answer: (call) =>
    inChannel(call, call.args['channel'], ({ messages }) =>
      listed(
        messages.filter(
          ({ ts, thread_ts: thread, broadcast }) => (thread === undefined || broadcast === true) && Number(ts) >= Number(call.args['oldest'] ?? 0),
        ),
        call,
      ),
    ),
};

const replies: Method = {
  scopes: ['channels:history'],
  answer: (call) =>
    inChannel(call, call.args['channel'], ({ messages }) => {
      const { ts } = call.args;
      if (!messages.some((one) => one.ts === ts)) return no('thread_not_found');
      return listed(
        messages.filter((one) => one.ts === ts || one.thread_ts === ts),
        call,
      );
    }),
};

const getUploadUrl: Method = {
  scopes: ['files:write'],
  answer: ({ args, space, base }) => {
    const { filename, length, alt_txt: alt = '' } = args;
    if (filename === undefined || filename === '' || !/^[1-9]\d*$/.test(length ?? '')) return no('invalid_arguments');
    if (alt.length > 1000) return no('alt_txt_too_large');
    const id = `F${String(space.files.size + 1).padStart(8, '0')}`;
    space.files.set(id, { id, name: filename, length: Number(length), alt, shared: false });
    return { ok: true, file_id: id, upload_url: `${base}/upload/v1/${id}` };
  },
};

const completeUpload: Method = {
  scopes: ['files:write'],
  answer: (call) =>
    inChannel(call, call.args['channel_id'], (channel) => {
      const asked = json(call.args['files']) as readonly { readonly id: string; readonly title?: string }[] | undefined;
      const files = (asked ?? []).map(({ id }) => call.space.files.get(id));
      if (files.length === 0 || files.some((file) => file?.bytes === undefined)) return no('file_not_found');
      const { thread_ts: thread } = call.args;
      const shared = files.flatMap((file) => (file === undefined ? [] : [{ id: file.id, name: file.name }]));
      for (const file of files) if (file !== undefined) file.shared = true;
      channel.messages.push({
        ts: nextTs(call.space),
        text: '',
        blocks: [],
        files: shared,
        by: call.token,
        edits: 0,
        ...(thread === undefined ? {} : { thread_ts: thread }),
      });
      return { ok: true, files: asked };
    }),
};

const authTest: Method = {
  scopes: [],
  answer: () => ({ ok: true, url: 'https://drills.slack.com/', team: 'Drills', user: 'firedrill', team_id: 'T0DRILLS', user_id: 'U0BOT', bot_id: 'B0BOT' }),
};

const info: Method = {
  scopes: ['channels:read'],
  answer: ({ args, space }) => {
    const channel = space.channels.get(args['channel'] ?? '');
    if (channel === undefined) return no('channel_not_found');
    return { ok: true, channel: { id: channel.id, name: 'drills', is_member: channel.isMember, is_archived: channel.isArchived } };
  },
};

const postEphemeral: Method = {
  scopes: ['chat:write'],
  answer: (call) =>
    inChannel(call, call.args['channel'], ({ whispers }) => {
      const said = content(call);
      if ('ok' in said) return said;
      const { user } = call.args;
      if (user === undefined) return no('user_not_in_channel');
      whispers.push({ user, text: said.text });
      return { ok: true, message_ts: nextTs(call.space) };
    }),
};

/** https://docs.slack.dev/reference/methods/apps.connections.open: an address for one connection, with a ticket that is good once. */
const openConnection: Method = {
  scopes: ['connections:write'],
  answer: ({ base, space }) => {
    const ticket = `canary-ticket-${(space.clock += 1)}`;
    space.tickets.add(ticket);
    return { ok: true, url: `${base.replace('http:', 'ws:')}/link/?ticket=${ticket}&app_id=A0DRILLS` };
  },
};

export const methods: Readonly<Record<string, Method>> = {
  'apps.connections.open': openConnection,
  'auth.test': authTest,
  'chat.postEphemeral': postEphemeral,
  'chat.postMessage': postMessage,
  'chat.update': update,
  'conversations.history': history,
  'conversations.info': info,
  'conversations.replies': replies,
  'files.completeUploadExternal': completeUpload,
  'files.getUploadURLExternal': getUploadUrl,
};

/** The answer to one call, after token and scope. */
export function answer(known: Readonly<Record<string, Method>>, name: string, call: Call): Answer {
  const method = known[name];
  if (method === undefined) return no('unknown_method', { req_method: name });
  if (call.token === '') return no('not_authed');
  const scopes = call.space.tokens.get(call.token);
  if (scopes === undefined) return no('invalid_auth');
  if (method.scopes.length === 0 || method.scopes.some((scope) => scopes.has(scope))) return method.answer(call);
  return no('missing_scope', { needed: method.scopes.join(','), provided: everyScope.filter((scope) => scopes.has(scope)).join(',') });
}
