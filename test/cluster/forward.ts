/**
 * Ways in from loopback. The listening sockets are made outside and handed to a process in the control plane's network: a socket stays where it was
 * made, so that process hears the outside and calls the inside. `main` below is that process.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Machine } from './machine.ts';

/** `listen` is a port on loopback, 0 for a free one; `to` an address inside. Answers the ports. */
export async function forward(machine: Machine, ways: readonly { readonly listen: number; readonly to: string }[]): Promise<number[]> {
  const servers = await Promise.all(ways.map(({ listen }) => listening(listen)));
  const log = openSync(join(machine.folder, 'log', 'forward.log'), 'a');
  // Ends with the machine: it is one of its processes, though it sees the outside's files.
  const enter = ['--target', String(machine.init), '--net', '--pid'];
  const child = spawn('nsenter', [...enter, process.execPath, import.meta.filename], { cwd: '/', detached: true, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  try {
    for (const [index, server] of servers.entries()) await handOver(child, ways[index]?.to ?? '', server);
    return servers.map(portOf);
  } finally {
    for (const server of servers) server.close();
    child.disconnect();
    child.unref();
  }
}

/** Settles when the other side says that it listens. */
async function handOver(child: ChildProcess, to: string, server: Server): Promise<void> {
  const taken = once(child, 'message', { signal: AbortSignal.timeout(10_000) });
  child.send({ to }, server);
  await taken;
}

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    throw new Error(`Cannot forward port ${port}: it is taken. End what listens there (ss -ltnp).`, { cause: error });
  });
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Cannot forward: no port.');
  return address.port;
}

/** Bytes one way until their end, then the other way's end is still waited for; a break of either is a break of both. */
function pair(here: Socket, there: Socket): void {
  here.pipe(there).pipe(here);
  for (const [one, other] of [
    [here, there],
    [there, here],
  ] as const) {
    one.setNoDelay(true);
    one.on('error', () => undefined); // 'close' follows, and says so
    one.on('close', (broken) => (broken ? other.destroy() : undefined));
  }
}

const told = z.object({ to: z.string() });

if (import.meta.main) {
  process.on('message', (message, handed) => {
    const [host = '', port] = told.parse(message).to.split(':');
    const server = createServer({ allowHalfOpen: true }, (client) => pair(client, connect({ host, port: Number(port), allowHalfOpen: true })));
    server.listen(handed, () => process.send?.({ listening: true }));
  });
}
