/** What a process holds on to, for tests that repeat something a thousand times. */
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Held {
  /** Timers and handles that keep a process alive, by kind. */
  readonly resources: readonly string[];
  readonly descriptors: number;
  /** MiB after a full collection. */
  readonly heap: number;
}

export function held(): Held {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this node has no gc to call');
  collect();
  const resources = process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name.endsWith('Wrap'));
  return { resources: resources.toSorted(), descriptors: readdirSync('/proc/self/fd').length, heap: process.memoryUsage().heapUsed / 1024 / 1024 };
}
