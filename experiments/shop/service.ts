/** What every service of the shop has: routes, /health, /metrics, and an end that no one has to wait for. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import type { Registry } from 'prom-client';
import { defaultBase, layoutAt, type Layout } from './layout.ts';
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
}

/** What the supervisor tells a service on its command line. */
export interface Settings {
  readonly layout: Layout;
  readonly host: string;
  readonly port: number;
  readonly mode: Mode;
  /** Whether dependencies are reached through the fault proxy. */
  readonly proxied: boolean;
}

export function settings(): Settings {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      base: { type: 'string', default: String(defaultBase) },
      host: { type: 'string', default: '127.0.0.1' },
      mode: { type: 'string', default: 'resilient' },
      proxied: { type: 'boolean', default: false },
    },
  });
  const mode = modes.find((one) => one === values.mode) ?? 'resilient';
  return { layout: layoutAt(Number(values.base)), host: values.host, port: Number(values.port), mode, proxied: values.proxied };
}

/** Listens, says so to the supervisor, and ends with it. */
export async function serve(service: Service): Promise<void> {
  const routes: Readonly<Record<string, Handler>> = {
    '/health': () => ({ body: { ok: true } }),
    '/metrics': async () => ({ headers: { 'content-type': service.registry.contentType }, body: await service.registry.metrics() }),
    ...service.routes,
  };
  const server = createServer((request, response) => void reply(request, response, routes, service.otherwise ?? unknown));
  server.keepAliveTimeout = 60_000; // longer than any client's, so that the side that may retry is the one that closes
  await new Promise<void>((resolve) => {
    server.once('error', (error) => cannotListen(service, error));
    server.listen(service.port, service.host, 4096, resolve);
  });
  endWithSupervisor();
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

function endWithSupervisor(): void {
  const end = (): void => process.exit(0);
  process.on('SIGTERM', end);
  process.on('disconnect', end);
  process.on('SIGINT', () => undefined); // a Ctrl-C at the terminal reaches everyone; the supervisor decides what it means
}
