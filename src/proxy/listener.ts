import { createServer, type Server, type Socket } from 'node:net';
import { ofSocket, parseHostPort, resolveHost, showHostPort, type HostPort } from './address.ts';
import { ApiError } from './error.ts';

export interface Listening extends AsyncDisposable {
  /** As bound: port 0 has become a number. */
  readonly address: string;
}

/** Accepts clients, paused until somebody reads them. Throws an ApiError of status 500, as the original does, where it cannot listen. */
export async function listen(address: string, accept: (client: Socket) => void): Promise<Listening> {
  const { host, port } = await resolveAddress(address);
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, accept);
  await bind(server, { host, port }, address);
  const bound = server.address();
  return {
    address: bound === null || typeof bound === 'string' ? address : showHostPort(ofSocket(bound)),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Source: the texts of Go's net package, which clients of the original know. */
export async function resolveAddress(address: string): Promise<HostPort> {
  const parsed = address === '' ? { host: '', port: 0 } : parseHostPort(address);
  if (parsed === undefined) throw new ApiError(`listen tcp: address ${address}: expected host:port`, 500);
  try {
    return await resolveHost(parsed);
  } catch {
    throw new ApiError(`listen tcp: lookup ${parsed.host}: no such host`, 500);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'bind: address already in use',
  EACCES: 'bind: permission denied',
  EADDRNOTAVAIL: 'bind: cannot assign requested address',
};

async function bind(server: Server, { host, port }: HostPort, address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ApiError(`listen tcp ${address}: ${reasons[error.code ?? ''] ?? error.message}`, 500)));
    server.listen({ host, port, backlog: 4096 }, resolve);
  });
}
