import { expect, test } from 'vitest';
import { address, isHttp } from '../../src/domain/address.ts';
import { redactor } from '../../src/domain/redact.ts';

test('credentials leave an address for a header, and a query string is not shown', () => {
  expect(address('https://ann:p%40ss@shop.example:8443/a/b?token=x')).toEqual({
    url: 'https://shop.example:8443/a/b?token=x',
    headers: { authorization: `Basic ${btoa('ann:p@ss')}` },
    hostname: 'shop.example',
    shown: 'shop.example:8443/a/b',
  });
  expect(address('http://[::1]:8080')).toEqual({ url: 'http://[::1]:8080/', headers: {}, hostname: '::1', shown: '[::1]:8080/' });
});

test('only http and https are addresses', () => {
  expect(['http://a', 'https://a/b', 'ftp://a', 'a:80', 'localhost', '/metrics', ''].map(isHttp)).toEqual([true, true, false, false, false, false, false]);
  expect(() => address('file:///etc/passwd')).toThrow(TypeError);
});

test('what credentials a text repeats is taken out, in every form', () => {
  const redact = redactor({ authorization: `Basic ${btoa('ann:hunter2secret')}`, 'X-Token': 'Bearer t0ken-t0ken', accept: 'text/html' });
  expect(redact(`Basic ${btoa('ann:hunter2secret')}; ${btoa('ann:hunter2secret')}; ann:hunter2secret; hunter2secret`)).toBe('***; ***; ***; ***');
  expect(redact('Bearer t0ken-t0ken, t0ken-t0ken')).toBe('***, ***');
  expect(redact('a page of text/html')).toBe('a page of text/html');
});

test('a value as short as a flag is no credential', () => {
  expect(redactor({ 'x-debug': '1' })('line 1')).toBe('line 1');
});
