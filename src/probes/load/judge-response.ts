import { isDeepStrictEqual } from 'node:util';
import type { Success } from '../../domain/experiment.ts';
import { parseJson, type Json } from '../../domain/json.ts';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Empty where the judge does not read it. */
  readonly body: string;
}

export interface Judge {
  readonly readsBody: boolean;
  /** Why an answer is not good; `undefined` where it is. The reasons are few, so that they can be counted. */
  judge(answer: Answer): string | undefined;
}

/** Makes of a JSON path what finds the values there; throws for a path that cannot be read. */
export type CompilePath = (path: string) => (document: Json) => readonly unknown[];

type Check = (answer: Answer) => string | undefined;

/** Judges answers against one or several ways of being good. */
export function createJudge(accepted: readonly Success[], compile: CompilePath): Judge {
  const ways = accepted.map((success) => ({ success, checks: checksOf(success, compile) }));
  return {
    readsBody: accepted.some(({ json, bodyContains }) => bodyContains !== undefined || Object.keys(json).length > 0),
    judge(answer) {
      const fitting = ways.filter(({ success }) => fits(answer.status, success));
      if (fitting.length === 0) return `status ${answer.status}`;
      const faults = fitting.map(({ checks }) => firstFault(checks, answer));
      return faults.includes(undefined) ? undefined : faults[0];
    },
  };
}

function fits(status: number, success: Success): boolean {
  return success.status?.includes(status) ?? (status >= 200 && status <= 399);
}

function firstFault(checks: readonly Check[], answer: Answer): string | undefined {
  for (const check of checks) {
    const fault = check(answer);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checksOf({ headers, json, bodyContains }: Success, compile: CompilePath): readonly Check[] {
  return [
    ...Object.entries(headers).map(([name, value]) => headerCheck(name, value)),
    ...(Object.keys(json).length === 0 ? [] : [jsonCheck(json, compile)]),
    ...(bodyContains === undefined ? [] : [bodyCheck(bodyContains)]),
  ];
}

function headerCheck(name: string, wanted: string): Check {
  return ({ headers }) => {
    const found = headers[name];
    if (found === undefined) return `no header ${name}`;
    return wanted === '*' || [found].flat().join(', ') === wanted ? undefined : `header ${name} is not ${JSON.stringify(wanted)}`;
  };
}

function bodyCheck(text: string): Check {
  return ({ body }) => (body.includes(text) ? undefined : `the body lacks ${JSON.stringify(text)}`);
}

function jsonCheck(wanted: Success['json'], compile: CompilePath): Check {
  const paths = Object.entries(wanted).map(([path, value]) => ({ path, value, find: compile(path) }));
  return ({ body }) => {
    const document = parseJson(body);
    if (document === undefined) return 'the body is not JSON';
    const wrong = paths.find(({ value, find }) => !everyIs(find(document), value));
    return wrong === undefined ? undefined : `${wrong.path} is not ${JSON.stringify(wrong.value)}`;
  };
}

// Nothing found is not equal to anything.
function everyIs(found: readonly unknown[], value: Json): boolean {
  return found.length > 0 && found.every((one) => isDeepStrictEqual(one, value));
}
