import { setImmediate } from 'node:timers/promises';
import type { Http, HttpAnswer, HttpCall } from '../../../src/ports/http.ts';
import { answer, methods, type Method } from './methods.ts';
import { refuseBlocks } from './blocks.ts';
import { nextTs, workspace, type FakeMessage, type Workspace } from './workspace.ts';

/** How a call goes wrong. */
export type Misbehaviour =
  | { readonly kind: 'limited'; readonly retryAfter: number }
  | { readonly kind: 'status'; readonly status: number }
  /** An error code in an ordinary answer, and nothing done. */
  | { readonly kind: 'error'; readonly error: string }
  /** Takes the call, and never answers; what it asked is done. */
  | { readonly kind: 'hang' }
  /** Does what it was asked, and cuts the connection instead of an answer. */
  | { readonly kind: 'drop' }
  /** Cuts the connection, and does nothing. */
  | { readonly kind: 'lose' }
  /** Does what it was asked after so many of the caller's later calls: an answer that was lost, and a message that lands late. */
  | { readonly kind: 'late'; readonly calls: number }
  /** Something that is no answer of Slack: a proxy's page. */
  | { readonly kind: 'page' };

export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drop' };

/** A workspace that answers; see the README beside this. */
export class FakeSlack {
  readonly space: Workspace = workspace();
  readonly methods: Record<string, Method> = { ...methods };
  /** Every call that came in, by name: also those that went wrong. */
  readonly calls: { readonly name: string; readonly args: Readonly<Record<string, string>> }[] = [];
  #wrong: { readonly name: string; readonly how: Misbehaviour; times: number; readonly about: string }[] = [];
  #late: { due: number; readonly act: () => void }[] = [];
  base = 'http://slack.test';

  /** The next calls of this name go wrong; `*` is every one. `about` is a text that the arguments of only some have in them. */
  misbehave(name: string, how: Misbehaviour, times = 1, about = ''): void {
    this.#wrong.push({ name, how, times, about });
  }

  behave(): void {
    this.#wrong = [];
  }

  get messages(): readonly FakeMessage[] {
    return this.space.channels.get('C0DRILLS')?.messages ?? [];
  }

  /** Those in the channel itself. */
  get posts(): readonly FakeMessage[] {
    return this.messages.filter(({ thread_ts: thread }) => thread === undefined);
  }

  get whispers(): readonly { readonly user: string; readonly text: string }[] {
    return this.space.channels.get('C0DRILLS')?.whispers ?? [];
  }

  count(name: string): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  /** One request, by whichever road it came. */
  handle({ path, headers, body }: Request): Reply {
    this.#land();
    const name = path.startsWith('/api/') ? path.slice('/api/'.length) : path.startsWith('/upload/') ? 'upload' : 'webhook';
    const args = name === 'upload' || name === 'webhook' ? {} : Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
    this.calls.push({ name, args });
    const done = (): Reply => {
      if (name === 'upload') return this.#upload(path, body);
      if (name === 'webhook') return this.#webhook(path, Buffer.from(body).toString('utf8'));
      const token = /^Bearer (.*)$/.exec(headers['authorization'] ?? '')?.[1] ?? args['token'] ?? '';
      if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true) return json({ ok: false, error: 'invalid_form_data' });
      const said = json(answer(this.methods, name, { args, token, space: this.space, base: this.base }));
      return { ...said, headers: { ...said.headers, 'x-oauth-scopes': [...(this.space.tokens.get(token) ?? [])].join(',') } };
    };
    return this.#go(this.#next(name, Object.values(args).join(' ')), done);
  }

  #next(name: string, said: string): Misbehaviour | undefined {
    const wrong = this.#wrong.find((one) => one.times > 0 && (one.name === name || one.name === '*') && said.includes(one.about));
    if (wrong !== undefined) wrong.times -= 1;
    return wrong?.how;
  }

  #go(how: Misbehaviour | undefined, done: () => Reply): Reply {
    switch (how?.kind) {
      case undefined:
        return done();
      case 'limited':
        return { ...json({ ok: false, error: 'ratelimited' }, 429), headers: { 'retry-after': String(how.retryAfter), 'content-type': 'application/json' } };
      case 'status':
        return { kind: 'answer', status: how.status, headers: { 'content-type': 'text/html' }, body: '<h1>something is wrong</h1>' };
      case 'error':
        return json({ ok: false, error: how.error });
      case 'page':
        return { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>sign in to the network</h1>' };
      case 'lose':
        return { kind: 'drop' };
      case 'hang':
      case 'drop':
        done();
        return { kind: how.kind };
      case 'late':
        this.#late.push({ due: how.calls, act: () => void done() });
        return { kind: 'drop' };
    }
  }

  #land(): void {
    const due = this.#late.filter((one) => (one.due -= 1) <= 0);
    this.#late = this.#late.filter((one) => one.due > 0);
    for (const { act } of due) act();
  }

  #upload(path: string, bytes: Uint8Array): Reply {
    const file = this.space.files.get(path.split('/').at(-1) ?? '');
    if (file === undefined || bytes.length !== file.length) return { kind: 'answer', status: 400, headers: {}, body: 'bad upload' };
    file.bytes = bytes;
    return { kind: 'answer', status: 200, headers: {}, body: `OK - ${bytes.length}` };
  }

  /** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
  #webhook(path: string, body: string): Reply {
    const word = (status: number, said: string): Reply => ({ kind: 'answer', status, headers: { 'content-type': 'text/html' }, body: said });
    const channel = this.space.channels.get(this.space.webhooks.get(path) ?? '');
    if (channel === undefined) return word(404, 'no_service');
    if (channel.isArchived) return word(410, 'channel_is_archived');
    const said = parsed(body);
    if (typeof said !== 'object' || said === null) return word(400, 'invalid_payload');
    const { text = '', blocks = [] } = said as { readonly text?: string; readonly blocks?: FakeMessage['blocks'] };
    if (text === '' && blocks.length === 0) return word(400, 'no_text');
    if (refuseBlocks(blocks) !== undefined) return word(400, 'invalid_blocks');
    channel.messages.push({ ts: nextTs(this.space), text, blocks, by: path, edits: 0 });
    return word(200, 'ok');
  }

  /** Answers in this process; what a socket would do, a rejected promise does. */
  readonly http: Http = {
    request: async (call: HttpCall): Promise<HttpAnswer> => {
      await setImmediate();
      if (call.signal.aborted) throw call.signal.reason;
      const headers = Object.fromEntries(Object.entries(call.headers ?? {}).map(([key, value]) => [key.toLowerCase(), value]));
      const body = call.bytes ?? Buffer.from(call.body ?? '');
      const reply = this.handle({ path: new URL(call.url).pathname, headers, body });
      if (reply.kind === 'answer') return reply;
      if (reply.kind === 'drop') throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
      return new Promise((_, reject) => call.signal.addEventListener('abort', () => reject(call.signal.reason as Error), { once: true }));
    },
  };
}

const json = (value: object, status = 200): Extract<Reply, { kind: 'answer' }> => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
