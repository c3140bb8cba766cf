/** Finds where a body ends, byte by byte received, without keeping any of it. */
import type { Some } from './head.ts';

export interface BodyReader {
  /** How many of these bytes belong to the body, and whether it is complete; `undefined` where they are no such body. */
  read(bytes: Buffer): { readonly used: number; readonly done: boolean } | undefined;
}

export function readBody(body: Some): BodyReader {
  switch (body.kind) {
    case 'length':
      return new Sized(body.length);
    case 'chunked':
      return new Chunked();
    case 'until-close':
      return { read: (bytes) => ({ used: bytes.length, done: false }) };
  }
}

class Sized implements BodyReader {
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  read(bytes: Buffer): { used: number; done: boolean } {
    const used = Math.min(bytes.length, this.#left);
    this.#left -= used;
    return { used, done: this.#left === 0 };
  }
}

const longestLine = 8192;

/** Source: RFC 9112, 7.1: size lines in hexadecimal with extensions, a last chunk of zero, trailers, an empty line. */
class Chunked implements BodyReader {
  #state: 'size' | 'data' | 'trailer' | 'done' = 'size';
  #line = '';
  /** Of the chunk and the line end after it. */
  #left = 0;

  read(bytes: Buffer): { used: number; done: boolean } | undefined {
    let used = 0;
    while (used < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') used += this.#skip(bytes.length - used);
      else {
        const end = bytes.indexOf(0x0a, used);
        this.#line += bytes.toString('latin1', used, end < 0 ? bytes.length : end);
        used = end < 0 ? bytes.length : end + 1;
        if (this.#line.length > longestLine || (end >= 0 && !this.#finishLine())) return undefined;
      }
    }
    return { used, done: this.#state === 'done' };
  }

  #skip(available: number): number {
    const skipped = Math.min(available, this.#left);
    this.#left -= skipped;
    if (this.#left === 0) this.#state = 'size';
    return skipped;
  }

  #finishLine(): boolean {
    const line = this.#line.replace(/\r$/, '');
    this.#line = '';
    if (this.#state === 'trailer') {
      if (line === '') this.#state = 'done';
      return true;
    }
    const size = /^([0-9a-f]{1,12})[ \t]*(;.*)?$/i.exec(line);
    if (size === null) return false;
    this.#left = Number.parseInt(size[1] ?? '', 16) + 2;
    this.#state = this.#left === 2 ? 'trailer' : 'data';
    return true;
  }
}
