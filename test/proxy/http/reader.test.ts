import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayBeRequest, parseRequest, requestBody, responseBody, parseResponse, type RequestHead } from '../../../src/proxy/http/head.ts';
import { MessageReader } from '../../../src/proxy/http/reader.ts';

const open = () => new MessageReader<RequestHead>({ parse: parseRequest, mayBe: mayBeRequest, body: requestBody });

interface Seen {
  messages: string[];
  bytes: string;
  alien: boolean;
}

function read(chunks: readonly string[], eager = false): Seen {
  const reader = open();
  const seen: Seen = { messages: [], bytes: '', alien: false };
  for (const chunk of chunks) {
    reader.push(Buffer.from(chunk, 'latin1'));
    for (let part = reader.next(); part !== undefined; part = reader.next()) {
      seen.bytes += part.raw.toString('latin1');
      if (part.kind === 'alien') return { ...seen, alien: true };
      if (part.kind === 'head') seen.messages.push(`${part.head.method} ${part.head.path}`);
      if (part.last) seen.messages.push('end');
    }
    if (eager) seen.bytes += reader.partial().toString('latin1');
  }
  return seen;
}

const token = fc.constantFrom('GET', 'POST', 'PUT', 'M-SEARCH');
const path = fc.constantFrom('/', '/charge/7?x=1', 'http://host/charge/7', '*');
const text = fc.string({ maxLength: 40 });
const message = fc.record({
  token,
  path,
  text,
  kind: fc.constantFrom('none', 'length', 'chunked'),
  pieces: fc.array(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 4 }),
});

function write({ token, path, text, kind, pieces }: { token: string; path: string; text: string; kind: string; pieces: string[] }): string {
  const head = `${token} ${path} HTTP/1.1\r\nHost: x\r\n`;
  if (kind === 'none') return `${head}\r\n`;
  if (kind === 'length') return `${head}Content-Length: ${Buffer.byteLength(text, 'latin1')}\r\n\r\n${text}`;
  const chunks = pieces.map((piece) => `${Buffer.byteLength(piece, 'latin1').toString(16)};ext=1\r\n${piece}\r\n`);
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\nTrailer: y\r\n\r\n`;
}

function cut(whole: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((start, index) => whole.slice(start, ends[index] ?? whole.length)).filter((chunk) => chunk !== '');
}

test('however a stream of requests is cut: the same requests, and every byte passes', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(), { maxLength: 30 }), fc.boolean(), (messages, places, eager) => {
      const whole = messages.map(write).join('');
      const once = read([whole]);
      expect(once.messages.filter((one) => one === 'end').length).toBe(messages.length);
      const seen = read(cut(whole, places), eager);
      expect(seen.messages).toEqual(once.messages);
      expect(seen.bytes).toBe(whole);
    }),
    { numRuns: 300 },
  );
});

test('any other bytes pass too, however they are cut', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.nat(), { maxLength: 10 }), (whole, places) => {
      const chunks = cut(whole, places);
      const reader = open();
      let bytes = '';
      for (const chunk of chunks) {
        reader.push(Buffer.from(chunk, 'latin1'));
        for (let part = reader.next(); part !== undefined; part = reader.next()) bytes += part.raw.toString('latin1');
      }
      expect(bytes + reader.rest().toString('latin1')).toBe(Buffer.from(whole, 'latin1').toString('latin1'));
    }),
  );
});

test.each([
  '*1\r\n$4\r\nPING\r\n',
  'PING\r\n',
  'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n',
  '\x16\x03\x01',
  'EHLO x\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'get foo\r\n',
  'GET / HTTP/1.1\nhost: x\n\n',
])('%j is not held back to become a request', (bytes) => {
  expect(read([bytes])).toMatchObject({ alien: true, bytes });
});

test.each(['G', 'GET', 'GET ', 'GET /ch', 'GET /charge HTT', 'GET /charge HTTP/1.1\r', 'GET / HTTP/1.1\r\nhost:'])('%j may become a request', (bytes) => {
  expect(read([bytes])).toEqual({ messages: [], bytes: '', alien: false });
});

test.each([
  ['a length that says two things', 'POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n'],
  ['a coding that does not end in chunked', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n'],
  ['a broken chunk', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
  ['a folded field', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n'],
])('%s is no message to be understood', (_, bytes) => {
  expect(read([bytes])).toMatchObject({ alien: true, bytes });
});

test.each([
  ['HTTP/1.1 204 No Content', 'GET', 'none'],
  ['HTTP/1.1 304 Not Modified\r\nContent-Length: 5', 'GET', 'none'],
  ['HTTP/1.1 100 Continue', 'POST', 'none'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 5', 'HEAD', 'none'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 5, 5', 'GET', 'length'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked', 'GET', 'chunked'],
  ['HTTP/1.0 200 OK', 'GET', 'until-close'],
])('the body of %j to %s ends by %s', (text, method, kind) => {
  const head = parseResponse(text);
  expect(head && responseBody(head, method)?.kind).toBe(kind);
});
