import { expect, test } from 'vitest';
import { showProblems, type Problem } from '../../src/experiment/problem.ts';

const problem: Problem = {
  file: 'experiments/slow-payments.yaml',
  line: 2,
  column: 5,
  length: 11,
  message: 'steady-sate is not a key of an experiment.',
  suggestion: 'steady-state',
};

test('a problem shows its place, its line without the indentation, and what was meant', () => {
  expect(showProblems([problem], 'name: x\n    steady-sate:\n')).toBe(`experiments/slow-payments.yaml:2:5  steady-sate is not a key of an experiment.
  2 | steady-sate:
    | ^^^^^^^^^^^  did you mean steady-state?
`);
});

test('a problem of the whole file shows no line', () => {
  expect(showProblems([{ file: 'a.yaml', line: 1, column: 1, length: 0, message: 'abort is missing.', expected: 'expected one' }], 'name: x')).toBe(
    'a.yaml:1:1  abort is missing.\n  expected one\n',
  );
});

test('what would steer a terminal is not printed', () => {
  expect(showProblems([{ ...problem, line: 1, column: 1, length: 3 }], '\u001b[2Jabc\u0007')).not.toMatch(/[\u0007\u001b]/);
});

test('a long line is cut around the problem, and the caret stays under it', () => {
  const line = `{ ${'a: 1, '.repeat(100)}bad: 2 }`;
  const column = line.indexOf('bad') + 1;
  const [, shown = '', carets = ''] = showProblems([{ ...problem, line: 1, column, length: 3 }], line).split('\n');
  expect(shown.length).toBeLessThan(160);
  expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('bad');
});

test('Windows line ends are no part of a line', () => {
  expect(showProblems([{ ...problem, line: 1, column: 1, length: 11 }], 'steady-sate:\r\nname: x')).toContain('1 | steady-sate:\n');
});

test('a secret that stands in clear is not repeated, wherever on the line the problem is; a reference is', () => {
  const shown = (line: string): string => showProblems([{ ...problem, line: 1, column: 1, length: 3 }], line).split('\n')[1] ?? '';
  expect(shown('store: { postgres: "postgres://u:s3cr3t@db:5432/x" }, other: 1')).toBe('  1 | store: { postgres: "*****************************" }, other: 1');
  expect(shown('headers: { Authorization: Bearer abcd, accept: json }')).toBe('  1 | headers: { Authorization: ****** ****, accept: json }');
  expect(shown('password: a{b,c}#d')).toBe('  1 | password: ********');
  expect(shown('token: "${env:TOKEN}"')).toBe('  1 | token: "${env:TOKEN}"');
  expect(shown('url: https://u:s3cr3t@grafana.example/x')).toBe('  1 | url: https://********@grafana.example/x');
  expect(shown('vars: { token: { type: string } }')).toBe('  1 | vars: { token: { type: string } }');
  expect(showProblems([{ ...problem, message: '"https://u:s3cr3t@x" is no address.' }], '')).not.toContain('s3cr3t');
});
