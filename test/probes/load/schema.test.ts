import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadEntry } from '../../../src/probes/load/schema.ts';

const url = 'http://127.0.0.1:8080/checkout';
const refusals = (entry: unknown): string[] => (loadEntry.safeParse(entry).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

test('the shortest entry: a method with its address, and a rate', () => {
  expect(loadEntry.parse({ get: url, rate: '200/s' })).toEqual({
    method: 'GET',
    url,
    headers: {},
    rate: 200,
    timeout: 10_000,
    success: { headers: {}, json: {} },
  });
});

test('everything that can be said', () => {
  const entry = {
    post: url,
    rate: '30/m',
    timeout: '2s',
    headers: { Authorization: 'Bearer x' },
    body: { sku: 1 },
    expect: {
      status: 200,
      headers: { ETag: '*' },
      json: { '$.total': 1999 },
      'body-contains': 'Thank you',
      or: [{ status: [429, 503], headers: { 'Retry-After': '*' } }],
    },
  };
  expect(loadEntry.parse(entry)).toEqual({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
    body: '{"sku":1}',
    rate: 0.5,
    timeout: 2000,
    success: { status: [200], headers: { etag: '*' }, json: { '$.total': 1999 }, bodyContains: 'Thank you' },
    alsoGood: [{ status: [429, 503], headers: { 'retry-after': '*' }, json: {} }],
  });
});

test('text is sent as it is, under the type that the file says', () => {
  const { body, headers } = loadEntry.parse({ put: url, rate: '1/s', body: 'a=1', headers: { 'Content-Type': 'text/plain' } });
  expect({ body, headers }).toEqual({ body: 'a=1', headers: { 'content-type': 'text/plain' } });
  expect(loadEntry.parse({ put: url, rate: '1/s', body: [], headers: { 'Content-Type': 'a/b' } }).headers).toEqual({ 'content-type': 'a/b' });
});

test('one method, and a body only where it is carried', () => {
  expect(refusals({ rate: '1/s' })).toEqual([': expected a method with its address, such as get: http://127.0.0.1:8080/checkout']);
  expect(refusals({ get: url, post: url, rate: '1/s' })).toEqual(['post: expected one method, and there is get already']);
  expect(refusals({ get: url, body: 'x', rate: '1/s' })).toEqual(['body: expected no body: a get carries none']);
});

test.for(['/checkout', 'ftp://127.0.0.1/', 'http://user:secret@127.0.0.1/', 'http:// '])('%s is no address', (address) => {
  expect(refusals({ get: address, rate: '1/s' })).toEqual([
    'get: expected an address such as http://127.0.0.1:8080/checkout, without user or password (those go into headers)',
  ]);
});

test('rates and timeouts have their unit and their range', () => {
  expect(refusals({ get: url, rate: 200 })).toEqual(['rate: expected a rate such as 200/s']);
  expect(refusals({ get: url, rate: '0/s' })).toEqual(['rate: expected at least 0.01/s']);
  expect(refusals({ get: url, rate: '1/s', timeout: '1ms' })).toEqual(['timeout: expected at least 10 ms']);
});

test('headers are headers, and not those of the connection', () => {
  expect(refusals({ get: url, rate: '1/s', headers: { 'a b': 'x' } })).toHaveLength(1);
  expect(refusals({ get: url, rate: '1/s', headers: { a: 'x\r\ny: z' } })).toEqual(['headers.a: expected text on one line']);
  expect(refusals({ get: url, rate: '1/s', headers: { a: 1 } })).toEqual(['headers.a: expected text, in quotes where it looks like a number']);
  expect(refusals({ get: url, rate: '1/s', headers: { 'Transfer-Encoding': 'chunked' } })).toHaveLength(1);
});

test('no key without effect', () => {
  expect(refusals({ get: url, rate: '1/s', expect: { stauts: 200 } })).toHaveLength(1);
  expect(refusals({ get: url, rate: '1/s', expect: { or: [{ or: [] }] } })).toHaveLength(1);
  expect(refusals({ get: url, rate: '1/s', expect: { json: { total: 1 } } })).toHaveLength(1);
  expect(refusals({ get: url, rate: '1/s', expect: { status: 'ok' } })).toEqual(['expect.status: expected a status such as 200, or a list of them']);
});

test('editors can be told all of it', () => {
  const schema = z.toJSONSchema(loadEntry, { io: 'input' });
  expect(Object.keys(schema.properties ?? {})).toEqual(expect.arrayContaining(['get', 'rate', 'timeout', 'headers', 'body', 'expect']));
  expect(schema.required).toEqual(['rate']);
});
