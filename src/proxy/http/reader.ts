import { readBody, type BodyReader } from './body.ts';
import type { Body } from './head.ts';

/** A piece of a message, as the bytes it came in. */
export type Part<Head> =
  /** `begun`: a part of the head had been handed out before it was complete; `raw` is the rest. */
  | { readonly kind: 'head'; readonly head: Head; readonly raw: Buffer; readonly last: boolean; readonly begun: boolean }
  | { readonly kind: 'body'; readonly raw: Buffer; readonly last: boolean }
  /** Not HTTP/1.1, from here on. */
  | { readonly kind: 'alien'; readonly raw: Buffer };

export interface Grammar<Head> {
  parse(text: string): Head | undefined;
  /** Whether these first bytes could still become a head. */
  mayBe(start: string): boolean;
  body(head: Head): Body | undefined;
}

const longestHead = 64 * 1024;
const nothing = Buffer.alloc(0);

/** Splits one direction of a connection into messages, one part at a time, so that its owner may stop at any head. */
export class MessageReader<Head> {
  readonly #grammar: Grammar<Head>;
  #bytes: Buffer = nothing;
  /** Of an unfinished head, how much was handed out. */
  #given = 0;
  #body: BodyReader | undefined;

  constructor(grammar: Grammar<Head>) {
    this.#grammar = grammar;
  }

  /** Bytes that no part has covered yet. */
  get waiting(): number {
    return this.#bytes.length - this.#given;
  }

  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** The next part, or `undefined` until more bytes come. */
  next(): Part<Head> | undefined {
    if (this.#bytes.length === 0) return undefined;
    return this.#body === undefined ? this.#nextHead() : this.#nextBody(this.#body);
  }

  /** Bytes of an unfinished head, for an owner who has no reason to wait for the rest of it. */
  partial(): Buffer {
    const bytes = this.#bytes.subarray(this.#given);
    this.#given = this.#bytes.length;
    return bytes;
  }

  /** All that is left, when nobody looks for messages any more. */
  rest(): Buffer {
    const bytes = this.#bytes.subarray(this.#given);
    this.#bytes = nothing;
    this.#given = 0;
    return bytes;
  }

  #nextHead(): Part<Head> | undefined {
    const start = this.#emptyLines();
    const end = this.#bytes.indexOf('\r\n\r\n', start);
    if (end < 0) return this.#maybeLater(start) ? undefined : this.#alien();
    const head = this.#grammar.parse(this.#bytes.toString('latin1', start, end));
    const body = head === undefined ? undefined : this.#grammar.body(head);
    if (head === undefined || body === undefined) return this.#alien();
    if (body.kind !== 'none') this.#body = readBody(body);
    const begun = this.#given > 0;
    return { kind: 'head', head, raw: this.#cut(end + 4), last: body.kind === 'none', begun };
  }

  // RFC 9112, 2.2: empty lines before a message are ignored.
  #emptyLines(): number {
    let start = 0;
    while (this.#bytes[start] === 0x0d && this.#bytes[start + 1] === 0x0a) start += 2;
    return start;
  }

  #maybeLater(start: number): boolean {
    if (this.#bytes.length - start > longestHead) return false;
    const text = this.#bytes.toString('latin1', start, Math.min(this.#bytes.length, start + 8192));
    return text === '' || text === '\r' || this.#grammar.mayBe(text);
  }

  #nextBody(body: BodyReader): Part<Head> {
    const read = body.read(this.#bytes);
    if (read === undefined) return this.#alien();
    if (read.done) this.#body = undefined;
    return { kind: 'body', raw: this.#cut(read.used), last: read.done };
  }

  #alien(): Part<Head> {
    return { kind: 'alien', raw: this.rest() };
  }

  #cut(end: number): Buffer {
    const raw = this.#bytes.subarray(this.#given, end);
    this.#bytes = this.#bytes.subarray(end);
    this.#given = 0;
    return raw;
  }
}
