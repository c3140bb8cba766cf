/** A free loopback port, for servers that tests start. */
import { createServer } from 'node:net';

/**
 * Below what the kernel gives to clients and to listeners on port 0, so that nobody gets one of these between our look and its use; and every test
 * process begins elsewhere, so that two of them do not find the same one free.
 */
const first = 12_000;
const count = 14_000;
let next = process.pid * 101;

export async function freePort(): Promise<number> {
  for (let tried = 0; tried < count; tried++) {
    const port = first + (next++ % count);
    if (await isFree(port)) return port;
  }
  throw new Error(`Cannot find a free port: all from ${first} to ${first + count - 1} are taken.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  const free = await promise;
  if (free) await new Promise((closed) => server.close(closed));
  return free;
}
