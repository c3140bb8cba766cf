import { createServer, type ServerResponse } from 'node:http';
import type { Health, Told } from './health.ts';

/** A page of metrics, as whoever keeps them makes it. */
export type MetricsPage = () => Promise<{ readonly type: string; readonly body: string }>;

export interface StatusServer extends AsyncDisposable {
  /** With the port it really has, where 0 was asked for. */
  readonly address: string;
}

/** Serves `/healthz`, `/readyz` and `/metrics` until disposed; rejects where the address cannot be had. Whoever asks can only read. */
export async function serveStatus(
  listen: { readonly host: string; readonly port: number },
  health: Health,
  metrics: MetricsPage | undefined,
): Promise<StatusServer> {
  const server = createServer({ requestTimeout: 10_000 }, ({ method, url = '/' }, response) => {
    const path = url.split('?')[0];
    if (method !== 'GET' && method !== 'HEAD') return answer(response, 405, 'Only GET is answered here.');
    if (path === '/healthz') return tell(response, health.alive());
    if (path === '/readyz') return tell(response, health.ready());
    if (path === '/metrics' && metrics !== undefined) return void page(response, metrics);
    return answer(response, 404, `There are ${metrics === undefined ? '/healthz and /readyz' : '/healthz, /readyz and /metrics'} here.`);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen.port, listen.host, resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  return {
    address: `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const tell = (response: ServerResponse, { good, text }: Told): void => answer(response, good ? 200 : 503, text);

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`);
}

/** One that cannot be made is no reason for a scheduler to end. */
async function page(response: ServerResponse, metrics: MetricsPage): Promise<void> {
  try {
    const { type, body } = await metrics();
    response.writeHead(200, { 'content-type': type }).end(body);
  } catch (error) {
    answer(response, 500, `The metrics cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  }
}
