import type { Exchange } from './exchange.ts';
import { mayBeRequest, parseRequest, requestBody, type RequestHead } from './head.ts';
import { MessageReader, type Part } from './reader.ts';
import type { TapWorld } from './world.ts';

export interface RequestEvents {
  /** A request head; the exchange joins the queue of those in flight, which says whether more may follow. */
  begun(exchange: Exchange): void;
  /** The rules' own answer to it may go. */
  answerable(): void;
  /** Whether the queue of those in flight is full. */
  crowded(): boolean;
  alien(): void;
}

/** The client's side of a tap: forwards requests, or swallows those that the rules answer. */
export class Requests {
  readonly #world: TapWorld;
  readonly #events: RequestEvents;
  readonly #reader = new MessageReader<RequestHead>({ parse: parseRequest, mayBe: mayBeRequest, body: requestBody });
  /** `switching`: another protocol was asked for and the answer is not here yet; `deaf`: an answer that closes the connection is on its way. */
  #mode: 'http' | 'switching' | 'raw' | 'deaf' = 'http';
  #current: Exchange | undefined;
  #room = true;
  #running = false;

  constructor(world: TapWorld, events: RequestEvents) {
    this.#world = world;
    this.#events = events;
  }

  /** False where nothing more may come until `requestsFlow` or upstream's drain. */
  push(data: Buffer): boolean {
    if (this.#mode === 'deaf') return true;
    if (this.#mode === 'raw') return this.#world.toUpstream(data);
    this.#reader.push(data);
    return this.run();
  }

  // An answer of the rules makes room for the request behind it, within the loop that found it: the loop goes on by itself.
  run(): boolean {
    if (!this.#running) this.#loop();
    return this.#room && this.#open();
  }

  /** The client will send no more: what was held back to be judged goes as it is. */
  finish(): void {
    if (this.#mode !== 'deaf') this.#forward(this.#reader.rest());
  }

  /** From here on bytes are bytes. */
  goRaw(): void {
    if (this.#mode === 'raw' || this.#mode === 'deaf') return;
    this.#mode = 'raw';
    this.#forward(this.#reader.rest());
  }

  /** The server declined to switch: more requests follow. */
  stay(): void {
    if (this.#mode === 'switching') this.#mode = 'http';
  }

  #loop(): void {
    this.#running = true;
    this.#room = true;
    while (this.#open()) {
      const part = this.#reader.next();
      if (part === undefined) break;
      this.#take(part);
    }
    if (this.#mode === 'http' && this.#world.judge.idle && this.#open()) this.#forward(this.#reader.partial());
    this.#running = false;
  }

  #open(): boolean {
    return this.#mode !== 'switching' && !this.#events.crowded();
  }

  #take(part: Part<RequestHead>): void {
    if (part.kind === 'alien') {
      this.#mode = 'raw';
      this.#forward(part.raw);
      return this.#events.alien();
    }
    if (this.#mode === 'deaf') return;
    if (part.kind === 'head') this.#begin(part);
    if (this.#current?.answer === undefined) this.#forward(part.raw);
    if (part.last) this.#end();
  }

  #begin({ head, begun }: { readonly head: RequestHead; readonly begun: boolean }): void {
    const { judge } = this.#world;
    const judgement = begun ? { delay: 0 } : judge.judge(head);
    // RFC 9110, 10.1.1: whoever answers at once to a client that waits for "continue" closes, for its body may or may not come.
    const expects = head.headers.get('expect')?.toLowerCase() === '100-continue';
    const closes = judgement.answer !== undefined && (expects || !head.persistent);
    const switches = judgement.answer === undefined && (head.method === 'CONNECT' || head.headers.has('upgrade'));
    const exchange: Exchange = { ...judgement, method: head.method, ready: expects, closes, switches };
    this.#current = exchange;
    this.#events.begun(exchange);
    if (closes && expects) this.#answered();
  }

  #end(): void {
    const exchange = this.#current;
    this.#current = undefined;
    if (exchange?.switches) this.#mode = 'switching';
    if (exchange?.answer === undefined || exchange.ready) return;
    exchange.ready = true;
    if (exchange.closes) this.#answered();
    else this.#events.answerable();
  }

  #answered(): void {
    this.#mode = 'deaf';
    this.#events.answerable();
  }

  #forward(data: Buffer): void {
    if (data.length > 0 && !this.#world.toUpstream(data)) this.#room = false;
  }
}
