import type { z } from 'zod';
import { oneOf } from './nearest.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const names: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  null: 'nothing',
};

const formats: Readonly<Record<string, string>> = { url: 'an address such as http://127.0.0.1:8080/' };

/** What would have fitted, for schemas that do not say it themselves. */
export const wording: z.core.$ZodErrorMap = (issue) => {
  const fits = expectation(issue);
  return fits === undefined ? undefined : `expected ${fits}`;
};

function expectation(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return names[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_format':
      return formats[issue.format] ?? (issue.pattern === undefined ? `a valid ${issue.format}` : `text that matches ${issue.pattern}`);
    case 'too_small':
      return `at least ${amount(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `at most ${amount(issue.origin, issue.maximum)}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    default:
      return undefined;
  }
}

function amount(origin: string, count: number | bigint): string {
  const plural = Number(count) === 1 ? '' : 's';
  if (origin === 'string') return `${count} character${plural}`;
  if (origin === 'array' || origin === 'set') return `${count} item${plural}`;
  if (origin === 'object' || origin === 'map') return `${count} key${plural}`;
  return String(count);
}
