/** When the shop has to end: a signal, or the end of whoever started it. What nobody waits for any more must not stay behind. */
export class Endings implements Disposable {
  readonly #controller = new AbortController();
  readonly #watch: NodeJS.Timeout;
  /** Settles when it has to end; never rejects. */
  readonly ended: Promise<void>;

  constructor() {
    const { signal } = this.#controller;
    const end = (): void => this.#controller.abort(new Error('asked to end'));
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, end);
    const parent = process.ppid;
    const detached = process.send !== undefined; // by --detach, which waits for word over the channel and then goes
    this.#watch = setInterval(() => !detached && process.ppid !== parent && end(), 500);
    this.ended = new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#watch);
  }
}
