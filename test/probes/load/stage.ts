/** A generator in virtual time, before a target that answers as the test says; nothing here waits. */
import { ms, type Ms } from '../../../src/domain/units.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { Generator, type GeneratorSpec } from '../../../src/probes/load/generator.ts';
import type { Load } from '../../../src/probes/load/load.ts';
import type { Reading } from '../../../src/probes/load/reading.ts';

/** How the target answers: after a time in ms, with the reason why it is not good; or never. */
export type Behaviour = { readonly after: number; readonly why?: string } | 'never';

export class Stage {
  behaviour: Behaviour = { after: 5 };
  /** A connection that does not let go when its request is given up. */
  clings = false;
  sent = 0;
  readonly aborted: number[] = [];
  readonly generator: Generator;
  #time = 0;
  #wake = 0;
  #answers: { readonly at: number; readonly give: () => void }[] = [];
  #cursors = 0;

  constructor(spec: GeneratorSpec) {
    this.generator = new Generator(spec, { now: () => this.#time, send: (signal) => this.#send(signal) });
  }

  get now(): number {
    return this.#time;
  }

  #send(signal: AbortSignal): Promise<string | undefined> {
    this.sent += 1;
    const { behaviour, clings } = this;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    if (behaviour !== 'never') this.#answers.push({ at: this.#time + behaviour.after, give: () => resolve(behaviour.why) });
    signal.addEventListener('abort', () => {
      this.aborted.push(this.#time);
      if (!clings) resolve('aborted');
    });
    return promise;
  }

  /** Lets time pass while the generator's thread does its work. */
  async advance(time: number): Promise<void> {
    for (const end = this.#time + time; this.#time < end;) {
      this.#time += 1;
      await this.#deliver();
      if (this.#time >= this.#wake) this.#wake = this.#time + Math.max(1, Math.ceil(this.generator.tick()));
    }
  }

  /** Lets time pass while the generator's thread does nothing. */
  block(time: number): void {
    this.#time += time;
  }

  async #deliver(): Promise<void> {
    for (const { give } of this.#answers.filter(({ at }) => at <= this.#time)) give();
    this.#answers = this.#answers.filter(({ at }) => at > this.#time);
    for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
  }

  /** A reader with its own windows. */
  reader(latencies = true): () => Reading {
    const cursor = (this.#cursors += 1);
    this.generator.open(cursor, latencies);
    return () => {
      const reading = this.generator.take(cursor);
      if (reading === undefined) throw new Error('no such cursor');
      return reading;
    };
  }

  /** Ends the newest reader. */
  closeLast(): void {
    this.generator.close(this.#cursors);
  }

  /** The same as a Load, for what reads one. */
  load(): Load {
    return {
      stats: () => Promise.resolve(this.generator.stats()),
      cursor: ({ latencies }) => {
        const take = this.reader(latencies);
        return { take: () => Promise.resolve(take()), [Symbol.dispose]: () => undefined };
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  /** Whoever sleeps on it makes time pass. */
  clock(): Clock {
    return {
      now: () => ms(this.#time),
      wall: () => '2026-01-01T00:00:00.000Z',
      sleep: (time: Ms) => this.advance(time),
      deadline: () => ({ signal: new AbortController().signal, [Symbol.dispose]: () => undefined }),
    };
  }
}
