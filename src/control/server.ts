import { accessSync, constants, mkdirSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { CannotStart } from '../domain/cannot-start.ts';
import type { Event } from '../domain/events.ts';
import { parseJson } from '../domain/json.ts';
import { reason } from '../domain/reason.ts';
import type { Sink } from '../ports/sink.ts';
import { longestPath, request, type Answer } from './protocol.ts';

export interface Served {
  readonly run: string;
  readonly by: 'runner' | 'guardian';
  halt(by: string, why: string): void;
}

/** A reader further behind than this is let go: nobody slows a run. */
const patience = 4 * 1024 * 1024;

/** @throws CannotStart where the path is too long for a Unix socket. */
export function requireShort(path: string): void {
  if (Buffer.byteLength(path) > longestPath)
    throw new CannotStart(`the control socket ${path} is longer than ${longestPath} bytes`, 'Set XDG_STATE_HOME to a shorter folder.');
}

/** @throws CannotStart where no socket could be made in a folder, which is made where there is none. */
export function requireFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CannotStart(`no control socket can be made in ${folder}: ${reason(error)}`, 'Make it a folder that you can write, or set XDG_STATE_HOME.', error);
  }
}

/**
 * Opens a run's control socket (mode 0600); its sink streams events to everyone who watches.
 * @throws CannotStart where the path is too long for a Unix socket; Error where it cannot be made.
 */
export async function serveControl(path: string, served: Served): Promise<AsyncDisposable & { readonly sink: Sink }> {
  requireShort(path);
  const clients = new Set<Socket>();
  const watchers = new Set<Socket>();
  const server = createServer((socket) => welcome(socket, served, clients, watchers));
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  await chmod(path, 0o600);
  return {
    sink: { name: 'control', receive: (event) => stream(event, watchers) },
    async [Symbol.asyncDispose]() {
      for (const socket of clients) socket.end();
      server.close();
      await rm(path, { force: true });
    },
  };
}

function welcome(socket: Socket, served: Served, clients: Set<Socket>, watchers: Set<Socket>): void {
  clients.add(socket);
  const leave = (): void => {
    clients.delete(socket);
    watchers.delete(socket);
  };
  socket.on('error', leave).on('close', leave);
  // A watcher that never goes away must not keep a finished run alive.
  socket.unref();
  createInterface({ input: socket })
    .on('line', (line) => say(socket, obey(line, socket, served, watchers)))
    // It repeats the socket's errors: unheard, a client that hangs up would be an uncaught exception of the run.
    .on('error', leave);
}

function obey(line: string, socket: Socket, served: Served, watchers: Set<Socket>): Answer {
  const asked = request.safeParse(parseJson(line)).data;
  if (asked === undefined) return { kind: 'error', why: 'this is no request: {"do":"halt","by":…,"why":…}, {"do":"watch"} or {"do":"ping"}' };
  if (asked.do === 'halt') served.halt(asked.by, asked.why);
  if (asked.do === 'watch') watchers.add(socket);
  return { kind: 'ok', run: served.run, by: served.by };
}

function say(socket: Socket, message: Answer): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}

function stream(event: Event, watchers: Set<Socket>): void {
  if (watchers.size === 0) return;
  const line = `${JSON.stringify(event)}\n`;
  for (const socket of watchers) {
    if (socket.writableLength > patience) socket.destroy();
    else socket.write(line);
  }
}
