/** Toxiproxy's control API without the proxying: an HTTP server in this process, with troubles to switch on. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const body = z.looseObject({
  name: z.string().default(''),
  type: z.string().default(''),
  stream: z.string().default('downstream'),
  toxicity: z.number().default(1),
  attributes: z.record(z.string(), z.number()).default({}),
  enabled: z.boolean().optional(),
  ttl: z.number().optional(),
  owner: z.string().optional(),
});

type Body = z.output<typeof body>;
export type FakeToxic = Pick<Body, 'name' | 'type' | 'stream' | 'toxicity' | 'attributes'> & Partial<Pick<Body, 'ttl' | 'owner'>>;
export interface FakeProxy {
  name: string;
  listen: string;
  upstream: string;
  enabled: boolean;
  toxics: FakeToxic[];
}

/**
 * `hang`: nothing is done, nothing answered. `error`: status 500. `garbage`: something that is not JSON, though it was done.
 * `lost answer`: done, and the connection dropped. `late`: done, and answered, only when `release` is called.
 */
export type Trouble = 'hang' | 'error' | 'garbage' | 'lost answer' | 'late';

export class FakeToxiproxy implements AsyncDisposable {
  readonly proxies = new Map<string, FakeProxy>();
  /** `METHOD path` of every call, in order. */
  readonly calls: string[] = [];
  readonly bodies: unknown[] = [];
  version = '{"version": "2.12.0"}\n';
  /** The trouble that a call (`METHOD path`) meets. */
  trouble: (call: string) => Trouble | undefined = () => undefined;
  readonly #server: Server;
  #late: (() => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response));
    this.addProxy('payments');
  }

  static async start(): Promise<FakeToxiproxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeToxiproxy(server);
  }

  get api(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  addProxy(name: string): FakeProxy {
    const proxy = { name, listen: '127.0.0.1:9001', upstream: '127.0.0.1:9002', enabled: true, toxics: [] };
    this.proxies.set(name, proxy);
    return proxy;
  }

  get payments(): FakeProxy {
    return this.proxies.get('payments') ?? this.addProxy('payments');
  }

  /** Lets what came late come true. */
  release(): void {
    for (const go of this.#late.splice(0)) go();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const text = Buffer.concat(chunks).toString();
    const call = `${request.method ?? ''} ${request.url ?? ''}`;
    this.calls.push(call);
    if (text !== '') this.bodies.push(JSON.parse(text));
    const answer = (): void => {
      const [status, value] = this.#answer(call, text);
      response.writeHead(status, { 'content-type': 'application/json' }).end(value);
    };
    switch (this.trouble(call)) {
      case 'hang':
        return;
      case 'error':
        return void response.writeHead(500).end('{"error":"it broke","status":500}');
      case 'garbage':
        this.#answer(call, text);
        return void response.end('<html>');
      case 'lost answer':
        this.#answer(call, text);
        return void request.socket.destroy();
      case 'late':
        return void this.#late.push(answer);
      case undefined:
        return answer();
    }
  }

  #answer(call: string, text: string): [number, string] {
    if (call === 'GET /version') return [200, this.version];
    if (call === 'GET /proxies') return [200, JSON.stringify(Object.fromEntries(this.proxies))];
    const [, method = '', name = '', toxics, toxic] = /^(\w+) \/proxies\/([^/]+)(\/toxics)?(?:\/([^/]+))?$/.exec(call) ?? [];
    const proxy = this.proxies.get(decodeURIComponent(name));
    if (proxy === undefined) return [404, '{"error":"proxy not found","status":404}'];
    const input = body.parse(text === '' ? {} : JSON.parse(text));
    if (toxics === undefined) return show(method, proxy, input);
    return toxic === undefined ? addToxic(proxy, input) : changeToxic(method, proxy, toxic, input);
  }
}

function show(method: string, proxy: FakeProxy, input: Body): [number, string] {
  if (method === 'POST' && input.enabled !== undefined) proxy.enabled = input.enabled;
  return [200, JSON.stringify(proxy)];
}

function addToxic(proxy: FakeProxy, { name, type, stream, toxicity, attributes, ttl, owner }: Body): [number, string] {
  if (proxy.toxics.some((other) => other.name === name)) return [409, '{"error":"toxic already exists","status":409}'];
  const lease = { ...(ttl === undefined ? {} : { ttl }), ...(owner === undefined ? {} : { owner }) };
  const toxic = { name, type, stream, toxicity: float32(toxicity), attributes, ...lease };
  proxy.toxics.push(toxic);
  return [200, JSON.stringify(toxic)];
}

function changeToxic(method: string, proxy: FakeProxy, name: string, input: Body): [number, string] {
  const toxic = proxy.toxics.find((other) => other.name === name);
  if (toxic === undefined) return [404, '{"error":"toxic not found","status":404}'];
  if (method === 'POST' && input.ttl !== undefined) toxic.ttl = input.ttl;
  if (method !== 'DELETE') return [200, JSON.stringify(toxic)];
  proxy.toxics = proxy.toxics.filter((other) => other !== toxic);
  return [204, ''];
}

/** As Go writes a float32: the shortest decimal that reads back as the same float32. */
export function float32(value: number): number {
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((count) => Math.fround(Number(Math.fround(value).toPrecision(count))) === Math.fround(value));
  return Number(Math.fround(value).toPrecision(digits ?? 9));
}
