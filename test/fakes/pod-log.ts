import { ClusterError } from '../../src/domain/kubernetes/cluster-error.ts';

/** What one container has written, for whoever follows it; a test writes it, breaks the connections to it, and ends it. */
export class PodLog {
  readonly #lines: string[] = [];
  #ended = false;
  #broken = 0;
  #changed = Promise.withResolvers<void>();

  write(...lines: readonly string[]): void {
    this.#lines.push(...lines);
    this.#wake();
  }

  /** The container is over. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Breaks every connection there is; the next one holds. */
  cut(): void {
    this.#broken += 1;
    this.#wake();
  }

  async *follow(signal: AbortSignal): AsyncIterable<string> {
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
    aborted.catch(() => undefined);
    const broken = this.#broken;
    for (let next = 0; ;) {
      signal.throwIfAborted();
      if (this.#broken !== broken) throw new ClusterError('unreachable', 'https://fake.test:6443 cannot be reached: the connection broke');
      for (; next < this.#lines.length; next += 1) {
        signal.throwIfAborted();
        yield this.#lines[next] ?? '';
      }
      if (this.#ended) return;
      await Promise.race([this.#changed.promise, aborted]);
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
