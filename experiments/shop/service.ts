/** What every service of the shop has: routes, /health, /metrics, and an end that no one has to wait for. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import type { Registry } from 'prom-client';
import { Goodbye } from './goodbye.ts';
import { defaultBase, layoutAt, type DependencyName, type Layout } from './layout.ts';
import { modes, type Mode } from './patterns.ts';

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  text(): Promise<string>;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body: unknown;
}

export type Handler = (call: Call) => Promise<Answer> | Answer;

export interface Service {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly routes: Readonly<Record<string, Handler>>;
  /** Takes what no route names. */
  readonly otherwise?: Handler;
  /** Seconds of `--drain`. */
  readonly drain: number;
  /** What must be done before it ends, where there is time for that. */
  readonly last?: () => Promise<void>;
}

/** What the supervisor tells a service on its command line. */
export interface Settings {
  readonly layout: Layout;
  readonly host: string;
  readonly port: number;
  readonly mode: Mode;
  /** Whether dependencies are reached through the fault proxy. */
  readonly proxied: boolean;
  /** Whether dependencies are found under their names, as Services of a cluster, rather than on loopback. */
  readonly byName: boolean;
  /** Seconds it goes on answering after it was asked to end; 0 in the hands of the shop's own supervisor. */
  readonly drain: number;
}

interface Way {
  readonly layout: Layout;
  readonly proxied: boolean;
  readonly byName: boolean;
}

/** Where a dependency answers, from here. */
export function addressOf(name: DependencyName, { layout, proxied, byName }: Way): string {
  const { port, proxy } = layout[name];
  return `http://${byName ? name : '127.0.0.1'}:${proxied ? proxy : port}`;
}

export function settings(): Settings {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      base: { type: 'string', default: String(defaultBase) },
      host: { type: 'string', default: '127.0.0.1' },
      mode: { type: 'string', default: 'resilient' },
      proxied: { type: 'boolean', default: false },
      'by-name': { type: 'boolean', default: false },
      drain: { type: 'string', default: '0' },
    },
  });
  const mode = modes.find((one) => one === values.mode) ?? 'resilient';
  const { host, proxied, 'by-name': byName } = values;
  return { layout: layoutAt(Number(values.base)), host, port: Number(values.port), mode, proxied, byName, drain: Number(values.drain) };
}

/** Listens, says so to the supervisor, and ends with it. */
export async function serve(service: Service): Promise<void> {
  const goodbye = new Goodbye(service.drain, service.last);
  const routes: Readonly<Record<string, Handler>> = {
    '/health': () => ({ body: { ok: true } }),
    '/ready': () => ({ status: goodbye.leaving ? 503 : 200, body: { ready: !goodbye.leaving } }),
    '/metrics': async () => ({ headers: { 'content-type': service.registry.contentType }, body: await service.registry.metrics() }),
    ...service.routes,
  };
  const server = createServer((request, response) => {
    if (goodbye.leaving) response.setHeader('connection', 'close');
    void reply(request, response, routes, service.otherwise ?? unknown);
  });
  server.keepAliveTimeout = 60_000; // longer than any client's, so that the side that may retry is the one that closes
  await new Promise<void>((resolve) => {
    server.once('error', (error) => cannotListen(service, error));
    server.listen(service.port, service.host, 4096, resolve);
  });
  goodbye.watch(server);
  process.send?.({ ready: true });
}

function cannotListen({ host, port }: Service, error: Error): never {
  process.stderr.write(`Cannot listen on ${host}:${port}: ${error.message}. End what holds that port, or move the shop with --ports-base.\n`);
  process.exit(1);
}

const unknown: Handler = (call) => ({ status: 404, body: { error: `nothing at ${call.url.pathname}` } });

async function reply(request: IncomingMessage, response: ServerResponse, routes: Readonly<Record<string, Handler>>, otherwise: Handler): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://shop') ?? new URL('http://shop/');
  const call = { method: request.method ?? 'GET', url, headers: request.headers, text: () => textOf(request) };
  const answer = await Promise.try(routes[url.pathname] ?? otherwise, call).catch(failure);
  const type = typeof answer.body === 'string' ? 'text/plain' : 'application/json';
  response.writeHead(answer.status ?? 200, { 'content-type': type, ...answer.headers });
  response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
}

const failure = (error: unknown): Answer => ({ status: 503, body: { error: error instanceof Error ? error.message : String(error) } });

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
