/** The fake workspace on a loopback port, over real sockets. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { FakeSlack } from './slack.ts';
import { Links } from './links.ts';

export interface ServedSlack extends AsyncDisposable {
  /** For `api:`. */
  readonly api: string;
  readonly webhook: string;
  /** Connections in socket mode. */
  readonly links: Links;
}

/** Every answer waits so many milliseconds. */
export async function serve(slack: FakeSlack, { delay = 0 }: { readonly delay?: number } = {}): Promise<ServedSlack> {
  const server = createServer((request, response) => void reply(slack, request, response, delay));
  const links = new Links(slack.space);
  server.on('upgrade', (request, socket) => links.welcome(request, socket as Socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  slack.base = base;
  slack.space.epoch = Math.floor(Date.now() / 1000);
  return {
    api: `${base}/api/`,
    webhook: `${base}/services/T0/B0/canary-webhook`,
    links,
    [Symbol.asyncDispose]: async () => {
      links.cut();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function reply(slack: FakeSlack, request: IncomingMessage, response: ServerResponse, delay: number): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
  const said = slack.handle({ path: request.url ?? '/', headers, body: Buffer.concat(chunks) });
  if (said.kind === 'hang') return;
  if (said.kind === 'drop') return void request.socket.destroy();
  response.writeHead(said.status, said.headers).end(said.body);
}
