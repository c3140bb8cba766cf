import { createInterface } from 'node:readline';
import { beatPatience, toGuardian, type GuardianOrder } from '../domain/beat.ts';
import { parseJson } from '../domain/json.ts';
import type { UndoLine } from '../domain/undo.ts';
import { ms, showMs, type Ms } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';

/** Why the guardian acts: what it saw, or who asked for it; `undefined` where the runner said goodbye. */
export type Cause = string | { readonly by: string; readonly why: string } | undefined;

/** How long after its hard limit a runner may take to begin restoring. */
const grace = ms(2000);
/** How long what a dead runner said may take to be heard. */
const lastWords = ms(500);

/** Listens to the runner: resolves without a cause at a goodbye, with one when it closes, falls silent, or outstays its hard limit. */
export class Pipe {
  readonly ended: Promise<Cause>;
  /** What the runner has told of its undo record, so far. */
  readonly told: UndoLine[] = [];
  lastBeat: { readonly at: Ms; readonly heard: Ms } = { at: ms(0), heard: systemClock.now() };
  readonly #stop = new AbortController();
  readonly #end: (cause: Cause) => void;
  #silent = 0;
  #deadline = Infinity;
  readonly #closed: Promise<void>;
  readonly #order: GuardianOrder;
  readonly #hold: (line: UndoLine) => void;

  /** @param hold told of each line of the undo record as it comes */
  constructor(order: GuardianOrder, hold: (line: UndoLine) => void) {
    this.#order = order;
    this.#hold = hold;
    const { promise, resolve } = Promise.withResolvers<Cause>();
    this.ended = promise;
    this.#end = resolve;
    const lines = createInterface({ input: program.stdin });
    lines.on('line', (line) => this.#hear(line));
    this.#closed = new Promise((closed) => lines.on('close', closed));
    void this.#closed.then(() => resolve('the runner ended without a goodbye'));
    void this.#count();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Of a runner that is dead now: waits until all that it said is heard. */
  async drained(): Promise<void> {
    const given = new AbortController();
    await Promise.race([this.#closed, systemClock.sleep(lastWords, given.signal)]);
    given.abort();
  }

  #hear(line: string): void {
    this.#silent = 0;
    // A runner that was killed may leave half a line: what it would have said was never done.
    const message = toGuardian.safeParse(parseJson(line)).data;
    if (message === undefined) return;
    if (message.kind === 'undo') {
      this.told.push(message.line);
      this.#hold(message.line);
    }
    if (message.kind === 'beat') this.lastBeat = { at: message.at, heard: systemClock.now() };
    if (message.kind === 'armed') this.#deadline = systemClock.now() + this.#order.limit + grace;
    if (message.kind === 'restoring') this.#deadline = Infinity;
    if (message.kind === 'goodbye') this.#end(undefined);
  }

  /** Counts silence in its own ticks, so that a machine that slept, or a guardian that was stopped, blames nobody. */
  async #count(): Promise<void> {
    const tick = ms(250);
    while (!this.#stop.signal.aborted) {
      await systemClock.sleep(tick, this.#stop.signal);
      this.#silent += tick;
      if (this.#silent >= beatPatience) this.#end(`the runner has not been heard of for ${showMs(beatPatience)}`);
      if (systemClock.now() >= this.#deadline) this.#end(`the hard limit of ${showMs(this.#order.limit)} has passed`);
    }
  }
}
