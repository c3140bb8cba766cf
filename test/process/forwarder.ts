/** The road to a server, which can be cut and blocked: bytes through a port of its own on loopback. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Forwarder extends AsyncDisposable {
  readonly port: number;
  /** Ends every connection, and refuses new ones. */
  cut(): Promise<void>;
  /** Takes connections and lets nothing through, neither way: whoever asks waits. */
  stall(): void;
  /** As in the beginning, for new connections; those that were stalled end. */
  mend(): Promise<void>;
}

export async function openForwarder(host: string, port: number): Promise<Forwarder> {
  const open = new Set<Socket>();
  let stalled = false;
  const join = (client: Socket): void => {
    const there = connect({ host, port });
    for (const [one, other] of [
      [client, there],
      [there, client],
    ] as const) {
      open.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined); // 'close' follows
      one.on('close', () => (open.delete(one), other.destroy()));
      if (!stalled) one.pipe(other);
    }
  };
  const end = (): void => open.forEach((one) => one.destroy());
  let server = await listen(0, join);
  const own = (server.address() as AddressInfo).port;
  return {
    port: own,
    async cut() {
      const closed = once(server, 'close');
      server.close();
      end();
      await closed;
    },
    stall() {
      stalled = true;
      for (const one of open) one.unpipe().pause();
    },
    async mend() {
      stalled = false;
      end();
      if (!server.listening) server = await listen(own, join);
    },
    async [Symbol.asyncDispose]() {
      server.close();
      end();
    },
  };
}

async function listen(port: number, join: (client: Socket) => void): Promise<Server> {
  const server = createServer(join).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
