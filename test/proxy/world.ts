/** A real proxy in this process, with a service of the test's behind it. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startProxy } from '../../src/proxy/main.ts';

export interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

export class ProxyWorld implements AsyncDisposable {
  readonly api: string;
  readonly port: number;
  readonly lines: string[];
  readonly #stack: AsyncDisposableStack;

  private constructor(api: string, port: number, lines: string[], stack: AsyncDisposableStack) {
    this.api = api;
    this.port = port;
    this.lines = lines;
    this.#stack = stack;
  }

  /** `serve` gets every connection that reaches the service behind proxy "web". */
  static async open(serve: (socket: Socket) => void): Promise<ProxyWorld> {
    const stack = new AsyncDisposableStack();
    const service = await listen(serve);
    stack.defer(() => void service.close());
    const upstream = `127.0.0.1:${portOf(service)}`;
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const proxy = stack.use(await startProxy({ listen: '127.0.0.1:0', config: [{ name: 'web', listen: '127.0.0.1:0', upstream, enabled: true }], log }));
    const api = `http://${proxy.address}`;
    const web = await call(api, 'GET', '/proxies/web');
    return new ProxyWorld(api, Number(String(web.json['listen']).split(':').at(-1)), lines, stack);
  }

  call(method: string, path: string, body?: object): Promise<Answer> {
    return call(this.api, method, path, body);
  }

  toxic(type: string, attributes: object = {}, extra: object = {}): Promise<Answer> {
    return this.call('POST', '/proxies/web/toxics', { name: type, type, attributes, ...extra });
  }

  async client(): Promise<Client> {
    const socket = connect({ port: this.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return new Client(socket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** A client's socket, and what it has got so far. */
export class Client implements Disposable {
  readonly socket: Socket;
  text = '';
  end: 'open' | 'ended' | 'reset' = 'open';

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (data) => (this.text += data.toString('latin1')));
    socket.on('end', () => (this.end = 'ended'));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.end = error.code === 'ECONNRESET' ? 'reset' : this.end));
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Waits until what came satisfies the test; fails after 5 s. */
  async until(test: (client: Client) => boolean): Promise<this> {
    for (let tries = 0; !test(this); tries += 1) {
      if (tries > 1000) throw new Error(`got ${JSON.stringify(this.text.slice(0, 200))} (${this.end})`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

async function call(api: string, method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(api + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {} };
}

async function listen(serve: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export const echo = (socket: Socket): void => void socket.pipe(socket);

/** An HTTP service on a bare socket: answers each request with its path, keeps the connection. */
export function paths(socket: Socket): void {
  socket.on('data', (data) => {
    for (const [, path = ''] of data.toString('latin1').matchAll(/^[A-Z]+ (\S+) HTTP/gm))
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
  });
  socket.on('end', () => socket.end());
}
