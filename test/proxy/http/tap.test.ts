import { expect, test } from 'vitest';
import type { RequestHead } from '../../../src/proxy/http/head.ts';
import { HttpTap } from '../../../src/proxy/http/tap.ts';
import type { Judgement } from '../../../src/proxy/http/world.ts';
import type { End } from '../../../src/proxy/stage.ts';
import { FakeTime } from '../fake-time.ts';

/** A tap between strings: rules judge by the path (`/503`, `/slow`). */
class Bench {
  readonly time = new FakeTime();
  up = '';
  down = '';
  ends: End[] = [];
  raw = 0;
  idle = false;
  held = false;
  flows = 0;
  parked = 0;
  readonly tap: HttpTap;

  constructor() {
    const world = {
      time: this.time,
      judge: { idle: false, judge: (head: RequestHead) => judge(head), countRaw: () => (this.raw += 1) },
      toUpstream: (data: Buffer) => ((this.up += data.toString()), true),
      toClient: (data: Buffer) => void (this.down += data.toString()),
      endClient: (end: End) => void this.ends.push(end),
      requestsFlow: () => void (this.flows += 1),
      park: () => void (this.parked += 1),
      hold: (held: boolean) => void (this.held = held),
    };
    Object.defineProperty(world.judge, 'idle', { get: () => this.idle });
    this.tap = new HttpTap(world);
  }

  request(text: string): boolean {
    return this.tap.request(Buffer.from(text));
  }

  response(text: string): void {
    this.tap.response(Buffer.from(text));
  }
}

const answer = Buffer.from('<503>');

function judge({ path }: RequestHead): Judgement {
  if (path === '/503') return { delay: 0, answer };
  if (path === '/slow') return { delay: 100 };
  return path === '/slow-503' ? { delay: 100, answer } : { delay: 0 };
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const post = (path: string, body: string): string => `POST ${path} HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const ok = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test('a request that a rule answers never reaches upstream, its body neither', () => {
  const bench = new Bench();
  bench.request(post('/503', 'secret') + get('/a'));
  expect([bench.up, bench.down]).toEqual([get('/a'), '<503>']);
});

test('the answer goes once the request has come whole', () => {
  const bench = new Bench();
  bench.request('POST /503 HTTP/1.1\r\nContent-Length: 4\r\n\r\nab');
  expect(bench.down).toBe('');
  bench.request('cd');
  expect(bench.down).toBe('<503>');
});

test('answers to pipelined requests keep their order, whoever gives them', () => {
  const bench = new Bench();
  bench.request(get('/a') + get('/503') + get('/b') + get('/503'));
  expect(bench.up).toBe(get('/a') + get('/b'));
  bench.response(ok('a'));
  expect(bench.down).toBe(`${ok('a')}<503>`);
  bench.response(ok('b'));
  expect(bench.down).toBe(`${ok('a')}<503>${ok('b')}<503>`);
});

test('hundreds of pipelined requests are neither lost nor piled up', () => {
  const bench = new Bench();
  expect(bench.request(get('/a').repeat(300))).toBe(false);
  expect(bench.up).toBe(get('/a').repeat(128));
  bench.response(ok('x').repeat(300));
  expect(bench.up).toBe(get('/a').repeat(300));
  expect(bench.flows).toBeGreaterThan(0);
});

test('thousands of answers of our own in one read do not exhaust the stack', () => {
  const bench = new Bench();
  bench.request(get('/503').repeat(5000));
  expect(bench.down).toBe('<503>'.repeat(5000));
});

test('a delayed answer is held back from its head on, and upstream with it', () => {
  const bench = new Bench();
  bench.request(get('/slow'));
  expect(bench.up).toBe(get('/slow'));
  bench.time.advance(50);
  bench.response(ok('late'));
  expect([bench.down, bench.held]).toEqual(['', true]);
  bench.time.advance(99);
  expect(bench.down).toBe('');
  bench.time.advance(1);
  expect([bench.down, bench.held]).toEqual([ok('late'), false]);
});

test('an answer of our own can be late too', () => {
  const bench = new Bench();
  bench.request(get('/slow-503'));
  bench.time.advance(99);
  expect(bench.down).toBe('');
  bench.time.advance(1);
  expect(bench.down).toBe('<503>');
});

test('"continue" is passed on at once, the delay counts from the real answer', () => {
  const bench = new Bench();
  bench.request('POST /slow HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n');
  bench.response('HTTP/1.1 100 Continue\r\n\r\n');
  expect(bench.down).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  bench.request('x');
  bench.response(ok('done'));
  bench.time.advance(100);
  expect(bench.down).toBe(`HTTP/1.1 100 Continue\r\n\r\n${ok('done')}`);
});

test('who waits for "continue" is answered at once, and the connection ends', () => {
  const bench = new Bench();
  bench.request('POST /503 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
  expect([bench.down, bench.ends]).toEqual(['<503>', ['close']]);
  bench.request('abc');
  expect(bench.up).toBe('');
});

test('a connection that its client wants closed ends with our answer', () => {
  const bench = new Bench();
  bench.request(get('/503', 'Connection: close\r\n'));
  expect([bench.down, bench.ends]).toEqual(['<503>', ['close']]);
});

test('chunked answers, HEAD and 304 are followed to their ends', () => {
  const bench = new Bench();
  const answers = [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\n\r\n',
  ];
  bench.request(get('/a') + get('/b').replace('GET', 'HEAD') + get('/c') + get('/503'));
  for (const byte of answers.join('')) bench.response(byte);
  expect(bench.down).toBe(`${answers.join('')}<503>`);
});

test('an answer without a length lasts until upstream ends', () => {
  const bench = new Bench();
  bench.request(get('/a') + get('/503'));
  bench.response('HTTP/1.0 200 OK\r\n\r\nwhole');
  expect(bench.down).toBe('HTTP/1.0 200 OK\r\n\r\nwhole');
  bench.tap.responseEnd('end');
  expect([bench.down, bench.ends]).toEqual(['HTTP/1.0 200 OK\r\n\r\nwhole', ['end']]);
});

test('where upstream dies before its answer, ours to a later request is not taken for it', () => {
  const bench = new Bench();
  bench.request(get('/a') + get('/503'));
  bench.tap.responseEnd('close');
  expect([bench.down, bench.ends]).toEqual(['', ['close']]);
});

test('upstream that ends leaves a held answer its time', () => {
  const bench = new Bench();
  bench.request(get('/slow'));
  bench.response(ok('late'));
  bench.tap.responseEnd('end');
  expect(bench.ends).toEqual([]);
  bench.time.advance(100);
  expect([bench.down, bench.ends]).toEqual([ok('late'), ['end']]);
});

test('a server that hangs up while rules answer in its stead ends nobody', () => {
  const bench = new Bench();
  bench.request(get('/503'));
  bench.response('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  expect(bench.parked).toBe(1);
  bench.tap.responseEnd('end');
  bench.request(get('/503'));
  expect([bench.down, bench.ends, bench.raw]).toEqual(['<503><503>', [], 0]);
  bench.tap.requestEnd();
  bench.tap.responseEnd('end');
  expect(bench.ends).toEqual(['end']);
});

test('a server that hangs up after an answer of its own ends its client', () => {
  const bench = new Bench();
  bench.request(get('/503') + get('/a'));
  bench.response(ok('a'));
  bench.tap.responseEnd('end');
  expect([bench.parked, bench.ends]).toEqual([0, ['end']]);
});

test('an upgrade that the server takes makes raw bytes of both sides', () => {
  const bench = new Bench();
  const switched = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';
  expect(bench.request(`${get('/ws', 'Upgrade: websocket\r\nConnection: Upgrade\r\n')}\x81\x05early`)).toBe(false);
  bench.response(`${switched}\x81\x02hi`);
  bench.request(get('/503'));
  expect(bench.up.endsWith(`\x81\x05early${get('/503')}`)).toBe(true);
  expect([bench.down, bench.raw]).toEqual([`${switched}\x81\x02hi`, 0]);
});

test('an upgrade that the server declines leaves HTTP, and rules, in place', () => {
  const bench = new Bench();
  bench.request(get('/a', 'Upgrade: h2c\r\nConnection: Upgrade\r\n') + get('/503'));
  bench.response(ok('no'));
  expect(bench.down).toBe(`${ok('no')}<503>`);
});

test('a server that declines before the request is over leaves HTTP in place', () => {
  const bench = new Bench();
  bench.request('POST /a HTTP/1.1\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n');
  bench.response(ok('no'));
  bench.request(`xx${get('/503')}`);
  expect(bench.down).toBe(`${ok('no')}<503>`);
});

test('CONNECT makes raw bytes of both sides', () => {
  const bench = new Bench();
  bench.request('CONNECT host:443 HTTP/1.1\r\nHost: host\r\n\r\n');
  bench.response('HTTP/1.1 200 Connection established\r\n\r\n');
  bench.request(get('/503'));
  expect(bench.up.endsWith(get('/503'))).toBe(true);
});

test('a protocol where the server speaks first passes, and counts as one connection without HTTP', () => {
  const bench = new Bench();
  bench.response('220 mail ready\r\n');
  bench.request('EHLO x\r\n');
  bench.response('250 ok\r\n');
  expect([bench.up, bench.down, bench.raw]).toEqual(['EHLO x\r\n', '220 mail ready\r\n250 ok\r\n', 1]);
});

test('another protocol passes, and counts as one connection without HTTP', () => {
  const bench = new Bench();
  bench.request('*1\r\n$4\r\nPING\r\n');
  bench.response('+PONG\r\n');
  bench.request('*1\r\n');
  expect([bench.up, bench.down, bench.raw]).toEqual(['*1\r\n$4\r\nPING\r\n*1\r\n', '+PONG\r\n', 1]);
});

test('without rules half a head is passed on; that request then belongs to nobody, the next one to the rules', () => {
  const bench = new Bench();
  bench.idle = true;
  bench.request('GET /503 HT');
  expect(bench.up).toBe('GET /503 HT');
  bench.idle = false;
  bench.request(`TP/1.1\r\n\r\n${get('/503')}`);
  expect(bench.up).toBe('GET /503 HTTP/1.1\r\n\r\n');
  bench.response(ok('a'));
  expect(bench.down).toBe(`${ok('a')}<503>`);
});

test('with rules half a head waits, and goes when the last rule is taken away or the client ends', () => {
  const bench = new Bench();
  bench.request('GET /a');
  expect(bench.up).toBe('');
  bench.idle = true;
  bench.tap.reconsider();
  expect(bench.up).toBe('GET /a');
  const other = new Bench();
  other.request('GET /a');
  other.tap.requestEnd();
  expect(other.up).toBe('GET /a');
});
