import { expect, test } from 'vitest';
import { read } from '../../../src/probes/prometheus/answer.ts';

const json = (body: unknown, status = 200) => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const result = (resultType: string, result: unknown, more: object = {}) => json({ status: 'success', data: { resultType, result }, ...more });
const vector = (...values: string[]) =>
  result(
    'vector',
    values.map((value) => ({ metric: {}, value: [1_790_000_000.1, value] })),
  );

test.each([
  ['a vector of one series', vector('0.25'), 0.25],
  ['a large number', vector('1.5e+06'), 1_500_000],
  ['a true zero', vector('0'), 0],
  ['a scalar', result('scalar', [1, '-3']), -3],
  ['notes that are no warnings', result('scalar', [1, '2'], { infos: ['metric might not be a counter'] }), 2],
])('%s is a number', (_name, answer, value) => {
  expect(read(answer)).toEqual({ kind: 'number', value });
});

test.each([
  ['no series', vector(), 'the query gives no series'],
  ['several series', vector('1', '2', '3'), 'the query gives 3 series where one is needed: aggregate them (sum, max) or select one'],
  ['NaN', vector('NaN'), 'the query gives NaN, which is no number to judge'],
  ['+Inf', vector('+Inf'), 'the query gives +Inf, which is no number to judge'],
  ['-Inf', result('scalar', [1, '-Inf']), 'the query gives -Inf, which is no number to judge'],
  ['an empty value', vector(''), 'the query gives , which is no number to judge'],
  ['a matrix', result('matrix', [{ metric: {}, values: [[1, '1']] }]), 'the query gives a matrix, where one number is needed'],
  ['a string', result('string', [1, 'up']), 'the query gives a string, where one number is needed'],
  [
    'a native histogram',
    result('vector', [{ metric: {}, histogram: [1, { count: '1', sum: '1' }] }]),
    'the query gives a native histogram, where one number is needed',
  ],
  [
    'warnings',
    result('scalar', [1, '1'], { warnings: ['remote read: store 2 timed out'] }),
    'Prometheus warns, so the data may be partial: remote read: store 2 timed out',
  ],
  ['an error', json({ status: 'error', errorType: 'bad_data', error: 'parse error at char 3' }, 400), 'Prometheus says bad_data: parse error at char 3'],
  ['an error with 200', json({ status: 'error', errorType: 'timeout', error: 'query timed out' }), 'Prometheus says timeout: query timed out'],
  ['a result that comes with 503', json({ status: 'success', data: { resultType: 'scalar', result: [1, '1'] } }, 503), 'Prometheus answers 503'],
  [
    'a redirect',
    { status: 302, headers: { location: 'https://login.example' }, body: '' },
    'Prometheus redirects (302), and a redirect is not followed: it could carry credentials away',
  ],
  ['a refusal', { status: 401, headers: {}, body: 'Unauthorized' }, 'Prometheus answers 401: the credentials in the config are not accepted'],
  [
    'a web page',
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
    "the answer (200, text/html) is not Prometheus's: something else stands at this address",
  ],
  [
    'a bad gateway',
    { status: 502, headers: {}, body: 'Bad Gateway' },
    "the answer (502, no content type) is not Prometheus's: something else stands at this address",
  ],
  ['numbers that are no text', result('scalar', [1, 1]), 'the query gives a scalar, where one number is needed'],
  ['other JSON', json({ ok: true }), "the answer (200, application/json) is not Prometheus's: something else stands at this address"],
  ['nothing', { status: 200, headers: {}, body: '' }, "the answer (200, no content type) is not Prometheus's: something else stands at this address"],
])('%s is blind, never zero', (_name, answer, reason) => {
  expect(read(answer)).toEqual({ kind: 'blind', reason });
});
