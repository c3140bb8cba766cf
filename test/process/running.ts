/** A run that is under way, and what it prints. */
import { rmSync } from 'node:fs';
import type { Event } from '../../src/domain/events.ts';
import { firedrill, until, type Cli, type Ended } from './programs.ts';

/** Disposed, its folder is gone. */
export interface Running extends Disposable {
  readonly folder: string;
  readonly state: string;
  readonly cli: Cli;
  readonly events: Event[];
  /** The first event like this; rejects when the run ends without one. */
  event(like: (event: Event) => boolean): Promise<Event>;
  kind(kind: Event['kind']): Promise<Event>;
  /** Waits until the terminal says so. */
  says(text: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Another command of the same user in the same folder. */
  start(...args: readonly string[]): Cli;
  /** The same, to its end. */
  other(...args: readonly string[]): Promise<Ended>;
  ended(): Promise<Ended>;
}

/** Listens to what a run in this folder prints from now on; its events, where it was started with --json. */
export function follow(folder: string, state: string, cli: Cli): Running {
  const events: Event[] = [];
  const heard = new EventTarget();
  cli.onLine = (line) => {
    if (!line.startsWith('{')) return;
    events.push(JSON.parse(line) as Event);
    heard.dispatchEvent(new globalThis.Event('event'));
  };
  const event = (like: (event: Event) => boolean): Promise<Event> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = events.find(like);
        if (found !== undefined) resolve(found);
      };
      heard.addEventListener('event', look);
      look();
      void cli.ended.then(({ err, out }) => reject(new Error(`the run ended without it:\n${err}\n${out.slice(-2000)}`)));
    });
  const where = { cwd: folder, state };
  return {
    folder,
    state,
    cli,
    events,
    event,
    kind: (kind) => event((one) => one.kind === kind),
    says: async (text) => {
      await until(`it says ${text}`, () => cli.said().includes(text) || cli.child.exitCode !== null, 60_000);
      if (!cli.said().includes(text)) throw new Error(`the run ended without saying "${text}":\n${cli.said()}`);
    },
    signal: (signal) => void cli.child.kill(signal),
    start: (...args) => firedrill(where, ...args),
    other: (...args) => firedrill(where, ...args).ended,
    ended: () => cli.ended,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
