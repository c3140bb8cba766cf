import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Event } from '../domain/events.ts';
import { answer, type Answer, type Request } from './protocol.ts';

/** Asks one thing of a run; rejects where nobody answers before the signal aborts. */
export async function ask(path: string, request: Request, signal: AbortSignal): Promise<Answer> {
  for await (const line of lines(path, request, signal)) return answer.parse(JSON.parse(line));
  throw new Error('it closed the connection without an answer');
}

/** Whether a process listens there; one that is stopped does, and answers nothing. Never rejects. */
export async function listens(path: string, signal: AbortSignal): Promise<boolean> {
  return (await knock(path, signal)) === 'listens';
}

/** What a connection comes to: *refused* where a socket is there and nobody listens at it, *unknown* where nothing is there, or nobody may look. Never rejects. */
export function knock(path: string, signal: AbortSignal): Promise<'listens' | 'refused' | 'unknown'> {
  const socket = connect({ path, signal });
  return new Promise<'listens' | 'refused' | 'unknown'>((resolve) => {
    socket.once('connect', () => resolve('listens'));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // A queue that is full is somebody's who does not look at it.
      if (error.code === 'EAGAIN' || error.name === 'AbortError') resolve('listens');
      else resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'unknown');
    });
  }).finally(() => socket.destroy());
}

/** Every event of a run from now on, until it ends or the signal aborts. */
export async function* watch(path: string, signal: AbortSignal): AsyncGenerator<Event> {
  let greeted = false;
  for await (const line of lines(path, { do: 'watch' }, signal)) {
    // What a run streams is its record, which it wrote itself.
    if (greeted) yield JSON.parse(line) as Event;
    greeted = true;
  }
}

async function* lines(path: string, request: Request, signal: AbortSignal): AsyncGenerator<string> {
  const socket = connect(path);
  const stop = (): void => void socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const failed = new Promise<never>((_, reject) => socket.once('error', reject));
  failed.catch(() => undefined);
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    const reading = createInterface({ input: socket })[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([reading.next(), failed]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}
