/**
 * Reads the HTTP/1.1 on a connection as it passes, and lets rules answer or delay single requests.
 * It follows every connection from its first byte, so that a rule that comes later meets messages at their heads; what no rule hits passes as it came.
 * What is not HTTP/1.1, or stops being it (Upgrade, CONNECT), passes untouched from there on.
 */
import type { End } from '../stage.ts';
import { Requests } from './requests.ts';
import { Responses } from './responses.ts';
import type { TapWorld } from './world.ts';

// Pipelined requests in flight; more wait in the client's socket.
const mostInFlight = 128;

export class HttpTap implements Disposable {
  readonly #world: TapWorld;
  readonly #requests: Requests;
  readonly #responses: Responses;
  #counted = false;

  constructor(world: TapWorld) {
    this.#world = world;
    this.#responses = new Responses(world, {
      completed: () => this.#resume(),
      raw: (why) => this.#goRaw(why),
      declined: () => this.#decline(),
    });
    this.#requests = new Requests(world, {
      begun: (exchange) => this.#responses.expect(exchange),
      answerable: () => this.#responses.run(),
      crowded: () => this.#responses.inFlight >= mostInFlight,
      alien: () => {
        this.#countRaw();
        this.#responses.stopShielding();
      },
    });
  }

  /** Bytes of the client; false where no more may come until `requestsFlow` or upstream's drain. */
  request(data: Buffer): boolean {
    return this.#requests.push(data);
  }

  /** The client will send no more. */
  requestEnd(): void {
    this.#requests.finish();
    this.#responses.stopShielding();
  }

  /** After a change of rules: without any, nothing is held back to be judged. */
  reconsider(): void {
    this.#resume();
  }

  /** Bytes of upstream. */
  response(data: Buffer): void {
    this.#responses.push(data);
  }

  /** Upstream will send no more; the client is told once every answer is out. */
  responseEnd(end: End): void {
    this.#responses.finish(end);
  }

  [Symbol.dispose](): void {
    this.#responses[Symbol.dispose]();
  }

  #goRaw(why: 'switched' | 'alien'): void {
    if (why === 'alien') this.#countRaw();
    this.#responses.goRaw();
    this.#requests.goRaw();
    this.#world.requestsFlow();
  }

  #decline(): void {
    this.#requests.stay();
    this.#resume();
  }

  #resume(): void {
    if (this.#requests.run()) this.#world.requestsFlow();
  }

  #countRaw(): void {
    if (!this.#counted) this.#world.judge.countRaw();
    this.#counted = true;
  }
}
