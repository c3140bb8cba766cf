/** How a service ends: at once where its supervisor asks, or so that a load balancer loses nobody. */
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export class Goodbye {
  #leaving = false;
  readonly #drain: number;
  readonly #last: () => Promise<void>;

  /** `drain`: seconds in which others may not yet have heard that it goes; 0 ends at once. `last` is waited for before the end. */
  constructor(drain: number, last: () => Promise<void> = () => Promise.resolve()) {
    this.#drain = drain;
    this.#last = last;
  }

  /** From now on it is not ready, answers all the same, and closes each connection with its answer. */
  get leaving(): boolean {
    return this.#leaving;
  }

  /** Ends the process with its supervisor, or when asked to. */
  watch(server: Server): void {
    process.on('SIGTERM', () => void this.#leave(server));
    process.on('disconnect', () => process.exit(0));
    process.on('SIGINT', () => undefined); // a Ctrl-C at the terminal reaches everyone; the supervisor decides what it means
  }

  async #leave(server: Server): Promise<void> {
    if (this.#drain === 0) process.exit(0);
    if (this.#leaving) return;
    this.#leaving = true;
    await sleep(this.#drain * 1000);
    const closed = new Promise((resolve) => server.close(resolve)); // new connections are refused, answers under way still given
    server.closeIdleConnections();
    await closed;
    await this.#last();
    process.exit(0);
  }
}
