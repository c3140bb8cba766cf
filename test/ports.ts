/** A free loopback port, for servers that tests start. */
import { createServer } from 'node:net';

/**
 * Below what the kernel gives to clients and to listeners on port 0, so that nobody gets one of these between our look and its use; and every test
 * process counts through a lane of its own, so that two of them do not find the same one free.
 */
const lane = { first: 12_000 + (process.pid % 140) * 100, ports: 100 };
let next = Math.floor(Math.random() * lane.ports);

export async function freePort(): Promise<number> {
  for (let tried = 0; tried < lane.ports; tried++) {
    const port = lane.first + (next++ % lane.ports);
    if (await isFree(port)) return port;
  }
  throw new Error(`Cannot find a free port: all from ${lane.first} to ${lane.first + lane.ports - 1} are taken.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  const free = await promise;
  if (free) await new Promise((closed) => server.close(closed));
  return free;
}
