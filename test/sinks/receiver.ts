/** A receiver on a real socket that can be as bad as receivers are. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** `refuses`: nobody listens; `resets`: hangs up on whoever speaks; `busy`: 429 with Retry-After, twice, then well. */
export type Mode = 'well' | 'slow' | 'hangs' | 'refuses' | 'resets' | 'fails' | 'busy';

export interface Receiver extends AsyncDisposable {
  readonly address: string;
  /** What it has taken, in order, each in a word or two. */
  readonly got: readonly string[];
  /** How often it was spoken to, whatever came of it. */
  readonly calls: () => number;
  mode(mode: Mode): Promise<void>;
}

export interface Taken {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly bytes: Buffer;
}

export interface Reply {
  /** What it has understood; nothing where it says no. */
  readonly words?: string | readonly string[];
  readonly status?: number;
  readonly body?: string;
}

/** Stands up a receiver that understands as `understand` does: by the documented rules of the real one, saying no where they are broken. */
export async function httpReceiver(understand: (taken: Taken) => Reply): Promise<Receiver> {
  const got: string[] = [];
  let [mode, busy, calls] = ['well' as Mode, 0, 0];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    if (mode === 'hangs') return;
    if (mode === 'resets') return void request.socket.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (mode === 'fails') return void response.writeHead(500).end('out of order');
    if (mode === 'busy' && busy++ < 2) return void response.writeHead(429, { 'retry-after': '1' }).end();
    if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, 30));
    const bytes = Buffer.concat(chunks);
    const taken = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: utf8(bytes), bytes };
    const reply = understand(taken);
    got.push(...[reply.words ?? []].flat());
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' }).end(reply.body ?? '{}');
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  const port = await listen(server, 0);
  return {
    address: `http://127.0.0.1:${port}`,
    got,
    calls: () => calls,
    async mode(next) {
      if (mode === 'refuses') await listen(server, port);
      [mode, busy] = [next, 0];
      if (next === 'refuses') await close(server);
    },
    [Symbol.asyncDispose]: () => close(server),
  };
}

const utf8 = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf8', { fatal: true }).decode(bytes);
  } catch {
    return '';
  }
};

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
