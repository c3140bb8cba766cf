/** A target to be watched: metrics pages of many series, numbers over HTTP, and a fault that does nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Pages extends AsyncDisposable {
  readonly url: string;
  /** Resolves when the fault has been put in. */
  readonly injected: Promise<void>;
}

/** Each of `pages` metrics pages shows `series` series; values move a little from one look to the next. */
export async function servePages(pages: number, series: number): Promise<Pages> {
  const injected = Promise.withResolvers<void>();
  let on = false;
  let looks = 0;
  const answer = (method: string, url: string): readonly [string, string] => {
    const [, what, number] = url.split('/');
    if (what === 'metrics' && Number(number) < pages) return ['text/plain; version=0.0.4', metricsPage(Number(number), series, (looks += 1))];
    if (what === 'value') return ['application/json', JSON.stringify({ value: 10 + ((looks += 1) % 5) })];
    on = method === 'POST' || (method === 'GET' && on);
    if (method === 'POST') injected.resolve();
    return ['application/json', JSON.stringify({ on })];
  };
  const server = createServer((request, response) => {
    request.resume();
    const [type, body] = answer(request.method ?? '', request.url ?? '');
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    injected: injected.promise,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function metricsPage(page: number, series: number, moving: number): string {
  const lines = Array.from({ length: series }, (_, index) => `queue_depth{page="${page}",shard="${index}",zone="eu-west-1a"} ${10 + ((moving + index) % 5)}`);
  return `# HELP queue_depth Waiting work.\n# TYPE queue_depth gauge\n${lines.join('\n')}\n`;
}
