/** A server behind a proxy, and a client in front of it: what a fault does to them is its proof. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Answers the first data on a connection with 4 KiB and ends it; or, told to flood, never stops. */
export class Upstream implements AsyncDisposable {
  flood = false;
  #flooded = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
      socket.once('data', () => (this.flood ? this.#pour(socket) : socket.end(Buffer.alloc(4096))));
    });
  }

  static async start(): Promise<Upstream> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Upstream(server);
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves once nobody takes any more of the flood: every buffer on the way is full. */
  async clogged(): Promise<void> {
    for (let before = -1; before !== this.#flooded || before === 0;) {
      before = this.#flooded;
      await sleep(400);
    }
  }

  #pour(socket: Socket): void {
    const chunk = Buffer.alloc(64 * 1024);
    let taken = true;
    while (taken) {
      taken = socket.write(chunk);
      this.#flooded += chunk.length;
    }
    socket.once('drain', () => this.#pour(socket));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export interface Exchange {
  /** `closed`, or the error's code: ECONNREFUSED, ECONNRESET. */
  readonly end: string;
  readonly bytes: number;
  /** ms to the first byte, and to the end. */
  readonly first: number;
  readonly took: number;
}

/** One connection: says "ping", and reads to the end. */
export function exchange(port: number): Promise<Exchange> {
  const started = performance.now();
  const since = (): number => performance.now() - started;
  const seen = { bytes: 0, first: Infinity };
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('ping'));
    socket.on('data', (data) => Object.assign(seen, { bytes: seen.bytes + data.length, first: Math.min(seen.first, since()) }));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve({ ...seen, end: error.code ?? 'error', took: since() }));
    socket.on('close', () => resolve({ ...seen, end: 'closed', took: since() }));
  });
}
