import { compile, type JSONValue } from 'json-p3';
import { describe, expect, test } from 'vitest';
import type { Success } from '../../../src/domain/experiment.ts';
import { createJudge, type Answer } from '../../../src/probes/load/judge-response.ts';

const any: Success = { headers: {}, json: {} };
const find = (path: string) => {
  const query = compile(path);
  return (document: unknown): readonly unknown[] => query.query(document as JSONValue).values();
};
const judge = (accepted: Success | Success[], answer: Partial<Answer>): string | undefined =>
  createJudge([accepted].flat(), find).judge({ status: 200, headers: {}, body: '', ...answer });

test('without an expectation, 200 to 399 is good and nothing else', () => {
  const good = [200, 204, 302, 399];
  const bad = [100, 199, 400, 404, 500, 503];
  expect(good.map((status) => judge(any, { status }))).toEqual(good.map(() => undefined));
  expect(bad.map((status) => judge(any, { status }))).toEqual(bad.map((status) => `status ${status}`));
});

test('a wrong price behind a 200 is a failure', () => {
  const price: Success = { ...any, json: { '$.total': 1999 } };
  expect(judge(price, { body: '{"total":1999}' })).toBeUndefined();
  expect(judge(price, { body: '{"total":0}' })).toBe('$.total is not 1999');
  expect(judge(price, { body: '{}' })).toBe('$.total is not 1999');
  expect(judge(price, { body: '<html>' })).toBe('the body is not JSON');
  expect(judge(price, { status: 500, body: '{"total":1999}' })).toBe('status 500');
});

test('a path that finds several values wants each of them equal', () => {
  const inStock: Success = { ...any, json: { '$.items[*].stock': { left: [1] } } };
  expect(judge(inStock, { body: '{"items":[{"stock":{"left":[1]}},{"stock":{"left":[1]}}]}' })).toBeUndefined();
  expect(judge(inStock, { body: '{"items":[{"stock":{"left":[1]}},{"stock":{"left":[]}}]}' })).toBe('$.items[*].stock is not {"left":[1]}');
});

describe('a header', () => {
  test('has to be there', () => {
    const wanted: Success = { ...any, headers: { etag: '*' } };
    expect(judge(wanted, { headers: { etag: '"7"' } })).toBeUndefined();
    expect(judge(wanted, {})).toBe('no header etag');
  });

  test('or to be exactly this', () => {
    const wanted: Success = { ...any, headers: { vary: 'a, b' } };
    expect(judge(wanted, { headers: { vary: ['a', 'b'] } })).toBeUndefined();
    expect(judge(wanted, { headers: { vary: 'a' } })).toBe('header vary is not "a, b"');
  });
});

test('a body has to contain the text', () => {
  const thanks: Success = { ...any, bodyContains: 'Thank you' };
  expect(judge(thanks, { body: 'Thank you!' })).toBeUndefined();
  expect(judge(thanks, { body: 'Sorry' })).toBe('the body lacks "Thank you"');
});

test('a shed request is good only when it says when to come back', () => {
  const ways: Success[] = [
    { ...any, status: [200], json: { '$.total': 3 } },
    { ...any, status: [503], headers: { 'retry-after': '*' } },
  ];
  expect(judge(ways, { body: '{"total":3}' })).toBeUndefined();
  expect(judge(ways, { status: 503, headers: { 'retry-after': '1' } })).toBeUndefined();
  expect(judge(ways, { status: 503 })).toBe('no header retry-after');
  expect(judge(ways, { body: '{"total":4}', headers: { 'retry-after': '1' } })).toBe('$.total is not 3');
  expect(judge(ways, { status: 502 })).toBe('status 502');
});

test('the body is read only where something is expected of it', () => {
  expect(createJudge([any, { ...any, status: [503], headers: { 'retry-after': '*' } }], find).readsBody).toBe(false);
  expect(createJudge([any, { ...any, bodyContains: 'x' }], find).readsBody).toBe(true);
  expect(createJudge([{ ...any, json: { $: 1 } }], find).readsBody).toBe(true);
});
