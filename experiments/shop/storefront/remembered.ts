/** Asks a dependency, and answers with something good enough when it does not answer. */
import type { Dependency } from './dependency.ts';
import type { DependencyMetrics } from './metrics.ts';

export interface Remembered<T> {
  readonly value: T;
  readonly fresh: boolean;
}

export interface Source<T> {
  readonly dependency: Dependency;
  readonly metrics: DependencyMetrics;
  readonly ask: (signal: AbortSignal) => Promise<T>;
  /** What to fall back to; without it, the last answer. */
  readonly otherwise?: T;
  readonly fallback: boolean;
}

export class Memory<T> {
  readonly #source: Source<T>;
  #last: T | undefined;
  #probing = false;

  constructor(source: Source<T>) {
    this.#source = source;
  }

  /** Asks without any pattern, for a replica that is still starting. */
  async prime(signal: AbortSignal): Promise<void> {
    this.#keep(await this.#source.ask(signal));
  }

  /** The dependency's answer, else what there is to fall back to; throws where there is nothing. */
  async get(): Promise<Remembered<T>> {
    const { dependency, ask, fallback, metrics, otherwise = this.#last } = this.#source;
    try {
      return this.#keep(await dependency.call(ask));
    } catch (error) {
      if (!fallback || otherwise === undefined) throw error;
      metrics.fellBack();
      return { value: otherwise, fresh: false };
    }
  }

  /** Lets a half-open circuit see for itself, `times` at once, so that no shopper has to. Never throws. */
  async probe(times: number): Promise<void> {
    const { dependency, ask } = this.#source;
    if (this.#probing || !dependency.dueForProbe()) return;
    this.#probing = true;
    const answers = await Promise.allSettled(Array.from({ length: times }, () => dependency.attempt(ask)));
    this.#probing = false;
    for (const answer of answers) if (answer.status === 'fulfilled') this.#keep(answer.value);
  }

  #keep(value: T): Remembered<T> {
    this.#last = value;
    return { value, fresh: true };
  }
}
