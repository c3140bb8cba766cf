import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readUpTo } from '../../domain/read-up-to.ts';
import { ofSocket, showHostPort, type HostPort } from '../address.ts';
import type { Proxies } from '../proxies.ts';
import { reply, type Reply } from './router.ts';

const longestBody = 1024 * 1024;

export interface ApiServer extends AsyncDisposable {
  /** host:port as bound. */
  readonly address: string;
}

/** Serves the control API; rejects where it cannot listen. */
export async function serveApi(proxies: Proxies, { host, port }: HostPort): Promise<ApiServer> {
  const server = createServer((request, response) => {
    answer(proxies, request).then(
      (result) => write(response, result),
      () => response.destroy(),
    );
  });
  await bind(server, host, port);
  const bound = server.address();
  return {
    address: bound === null || typeof bound === 'string' ? '' : showHostPort(ofSocket(bound)),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === '' ? {} : { host }) }, resolve);
  });
}

async function answer(proxies: Proxies, request: IncomingMessage): Promise<Reply> {
  // As the original: a page in somebody's browser must not break their services.
  if (request.headers['user-agent']?.startsWith('Mozilla/')) return { status: 403, text: 'User agent not allowed\n' };
  const body = await readUpTo(longestBody, request, 'the body is longer than 1 MiB');
  return reply(proxies, { method: request.method ?? '', path: request.url ?? '', body });
}

function write(response: ServerResponse, result: Reply): void {
  const [type, body] =
    'text' in result ? ['text/plain; charset=utf-8', result.text] : ['application/json', 'body' in result ? JSON.stringify(result.body) : ''];
  response.writeHead(result.status, { ...(body === '' ? {} : { 'content-type': type }), 'content-length': Buffer.byteLength(body), firedrill: 'true' });
  response.end(body);
}
