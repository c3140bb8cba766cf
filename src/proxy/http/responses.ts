import type { Timer } from '../../platform/timer.ts';
import type { End } from '../stage.ts';
import type { Exchange } from './exchange.ts';
import { mayBeResponse, parseResponse, responseBody, type ResponseHead } from './head.ts';
import { MessageReader, type Part } from './reader.ts';
import type { TapWorld } from './world.ts';

type Head = Extract<Part<ResponseHead>, { kind: 'head' }>;

export interface ResponseEvents {
  /** The oldest exchange is over. */
  completed(): void;
  /** Another protocol from here on, or bytes that answer no request. */
  raw(why: 'switched' | 'alien'): void;
  /** Another protocol was asked for, and the server stays with HTTP. */
  declined(): void;
}

/** Upstream's side of a tap: answers in the order of their requests, the rules' own among them, each held back as long as it must be. */
export class Responses implements Disposable {
  readonly #world: TapWorld;
  readonly #events: ResponseEvents;
  readonly #timer: Timer;
  readonly #inFlight: Exchange[] = [];
  readonly #reader = new MessageReader<ResponseHead>({
    parse: parseResponse,
    mayBe: mayBeResponse,
    body: (head) => responseBody(head, this.#inFlight[0]?.method ?? ''),
  });
  /** A head that is not due yet. */
  #held: Head | undefined;
  /** The message under way is only an interim one (1xx). */
  #interim = false;
  #raw = false;
  /** The rules gave the latest answer: upstream has been silent since, and is no judge of the client. */
  #spare = false;
  #shielding = true;
  #running = false;
  #end: End | undefined;

  constructor(world: TapWorld, events: ResponseEvents) {
    this.#world = world;
    this.#events = events;
    this.#timer = world.time.timer(() => this.run());
  }

  get inFlight(): number {
    return this.#inFlight.length;
  }

  expect(exchange: Exchange): void {
    this.#inFlight.push(exchange);
  }

  push(data: Buffer): void {
    if (this.#raw) return this.#world.toClient(data);
    this.#reader.push(data);
    this.run();
  }

  /** Upstream will send no more; answers that are still held back go first. */
  finish(end: End): void {
    if (this.#isSpare()) return this.#world.park();
    this.#end = end;
    this.run();
  }

  // Completing one answer may bring in the request behind it, and that one its own answer: the loop under way takes it up.
  run(): void {
    if (this.#running) return;
    this.#running = true;
    while (this.#step());
    this.#running = false;
    this.#world.hold(this.#held !== undefined || (this.#inFlight[0]?.answer !== undefined && this.#reader.waiting > 0));
  }

  /** The client makes no more requests: upstream's end is its business from here on. */
  stopShielding(): void {
    this.#shielding = false;
  }

  goRaw(): void {
    this.#raw = true;
    const rest = this.#reader.rest();
    if (rest.length > 0) this.#world.toClient(rest);
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }

  /** One message part or one answer of our own; false where nothing can go now. */
  #step(): boolean {
    const exchange = this.#inFlight[0];
    if (this.#raw || exchange === undefined) return this.#unasked();
    if (exchange.answer !== undefined) return this.#answer(exchange, exchange.answer);
    const part = this.#held ?? this.#reader.next();
    if (part === undefined) return this.#starved(exchange);
    if (part.kind === 'alien') return this.#alien(part.raw);
    if (part.kind === 'head' && !this.#isDue(exchange, part)) return false;
    this.#held = undefined;
    this.#pass(exchange, part);
    return true;
  }

  /** No request is in flight: whatever comes is another protocol. */
  #unasked(): boolean {
    if (!this.#raw && this.#reader.waiting > 0) this.#unsolicited();
    if (this.#end !== undefined) this.#world.endClient(this.#end);
    this.#end = undefined;
    return false;
  }

  #unsolicited(): void {
    if (!this.#isSpare()) return this.#events.raw('alien');
    this.#reader.rest();
    this.#world.park();
  }

  #isSpare(): boolean {
    return this.#shielding && !this.#raw && this.#spare && this.#inFlight.every(({ answer }) => answer !== undefined);
  }

  #answer(exchange: Exchange, answer: Buffer): boolean {
    if (!exchange.ready || !this.#reached(exchange)) return false;
    this.#world.toClient(answer);
    this.#spare = true;
    this.#complete();
    if (exchange.closes) {
      this.#raw = true;
      this.#end = undefined;
      this.#world.endClient('close');
    }
    return true;
  }

  /** Upstream's bytes are used up: an unfinished head goes on its way unless it has to wait. */
  #starved(exchange: Exchange): boolean {
    if (exchange.delay === 0 || this.#end !== undefined) {
      const bytes = this.#reader.partial();
      if (bytes.length > 0) this.#world.toClient(bytes);
    }
    if (this.#end === undefined) return false;
    // No answer comes any more, or this was the end of one without a length: what follows would be taken for it, or for a part of it.
    this.#inFlight.length = 0;
    return true;
  }

  #alien(raw: Buffer): boolean {
    this.#world.toClient(raw);
    this.#events.raw('alien');
    // Where its own end cannot be seen, an answer of the rules behind it has no place any more.
    if (this.#inFlight.some((exchange) => exchange.answer !== undefined)) this.#end = 'close';
    return true;
  }

  #pass(exchange: Exchange, part: Exclude<Part<ResponseHead>, { kind: 'alien' }>): void {
    if (part.raw.length > 0) this.#world.toClient(part.raw);
    if (part.kind === 'head') {
      const { status } = part.head;
      const switched = status === 101 || (exchange.method === 'CONNECT' && status >= 200 && status < 300);
      if (exchange.switches && switched) return this.#events.raw('switched');
      this.#interim = status < 200;
      if (exchange.switches && !this.#interim) this.#decline(exchange);
    }
    if (part.last && !this.#interim) {
      this.#spare = false;
      this.#complete();
    }
  }

  #decline(exchange: Exchange): void {
    exchange.switches = false;
    this.#events.declined();
  }

  #complete(): void {
    this.#inFlight.shift();
    this.#events.completed();
  }

  /** The delay counts from the head of the answer: the service has done its work, and is late to say so. */
  #isDue(exchange: Exchange, part: Head): boolean {
    if (exchange.delay === 0 || part.head.status < 200) return true;
    this.#held = part;
    return this.#reached(exchange);
  }

  #reached(exchange: Exchange): boolean {
    const now = this.#world.time.now();
    exchange.due ??= now + exchange.delay;
    if (exchange.due <= now) return true;
    this.#timer.at(exchange.due);
    return false;
  }
}
