import { compile, type JSONValue } from 'json-p3';
import { isDeepStrictEqual } from 'node:util';
import { parseJson } from '../../../domain/json.ts';
import type { HttpAnswer } from '../../../ports/http.ts';
import type { Call } from './schema.ts';
import { reason } from '../../../domain/reason.ts';

export type Fit =
  | { readonly kind: 'fits' }
  | { readonly kind: 'other'; readonly why: string }
  /** It says nothing about what was asked. */
  | { readonly kind: 'no answer'; readonly why: string };

/** Answers that are about the server or the caller, not about the state that was asked for. */
const says = (status: number): boolean => status < 500 && ![401, 403, 407, 429].includes(status);

/** Whether an answer is as expected; without an expected status that is 2xx. */
export function fit({ status, body }: HttpAnswer, { expect }: Call): Fit {
  const wanted = expect.status === null ? status >= 200 && status < 300 : expect.status.includes(status);
  if (!wanted) return { kind: says(status) ? 'other' : 'no answer', why: `it answers ${status}` };
  const paths = Object.entries(expect.json);
  if (paths.length === 0) return { kind: 'fits' };
  const json = parseJson(body);
  if (json === undefined) return { kind: 'no answer', why: 'its answer is not JSON' };
  for (const [path, value] of paths) {
    // The library asks for a mutable type, and only reads.
    const found = compile(path)
      .query(json as JSONValue)
      .values();
    if (found.length !== 1 || !isDeepStrictEqual(found[0], value))
      return { kind: 'other', why: `${path} is ${found.map((one) => JSON.stringify(one)).join(', ') || 'not there'}` };
  }
  return { kind: 'fits' };
}

/** Why a path is none, with the first of them; read before anything is sent. */
export function brokenPath({ expect }: Call): string | undefined {
  for (const path of Object.keys(expect.json)) {
    try {
      compile(path);
    } catch (error) {
      return `${path} is no JSON path: ${reason(error)}`;
    }
  }
  return undefined;
}
