import type { z } from 'zod';
import { isMapping } from './document.ts';
import { keysAt, takesNames } from './keys.ts';
import { nearest, oneOf } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';
import { wording } from './wording.ts';

export interface Subject {
  readonly path: Path;
  /** What it is in a sentence: `an experiment`, `fault "slow"`. */
  readonly noun: string;
  /** Keys that are read elsewhere and still may be meant. */
  readonly otherKeys?: readonly string[];
}

type Issue = z.core.$ZodIssue;

/** What the schema makes of the value, or `undefined` after everything wrong with it was said. */
export function check<T>(problems: Problems, subject: Subject, schema: z.ZodType<T>, value: unknown): T | undefined {
  const result = schema.safeParse(value, { error: wording });
  if (result.success) return problems.isUnresolved(subject.path) ? undefined : result.data;
  const issues = result.error.issues.flatMap((issue) => flatten(issue));
  const unknown = issues.filter((issue) => issue.code === 'unrecognized_keys');
  const absorbed = new Set<string>();
  for (const issue of unknown) complainOfKeys(problems, subject, schema, value, issue, absorbed);
  // Where a key is misspelt, what the keys say together is judged another time.
  const sound = issues.filter((issue) => issue.code !== 'custom' || !unknown.some((other) => samePath(other.path, issue.path)));
  for (const issue of sound) if (issue.code !== 'unrecognized_keys') complain(problems, subject, schema, value, issue, absorbed);
  return undefined;
}

/** Of a union's failures those of the branch that was most likely meant; a union that words itself speaks for all. */
function flatten(issue: Issue, above: Path = []): Issue[] {
  const placed = { ...issue, path: [...above, ...issue.path] } as Issue;
  if (issue.code !== 'invalid_union' || issue.message.startsWith('expected ') || issue.errors.length === 0) return [placed];
  const shaped = issue.errors.filter((branch) => branch.every((inner) => inner.path.length > 0 || inner.code !== 'invalid_type'));
  const ranked = (shaped.length > 0 ? shaped : issue.errors).toSorted((a, b) => weight(a) - weight(b));
  return (ranked[0] ?? []).flatMap((inner) => flatten(inner, placed.path as Path));
}

const samePath = (a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean => a.length === b.length && a.every((step, index) => step === b[index]);

const weight = (issues: readonly Issue[]): number => issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);

function complainOfKeys(
  problems: Problems,
  subject: Subject,
  schema: z.ZodType,
  value: unknown,
  issue: Extract<Issue, { code: 'unrecognized_keys' }>,
  absorbed: Set<string>,
): void {
  const inside = issue.path as Path;
  const present = at(value, inside);
  const known = [...keysAt(schema, inside), ...(inside.length === 0 ? (subject.otherKeys ?? []) : [])];
  for (const key of issue.keys) {
    const absent = known.filter((name) => !hasKey(present, name));
    const suggestion = nearest(key, absent) ?? nearest(key, known);
    // A key that is misspelt is not missing as well.
    if (suggestion !== undefined) absorbed.add(JSON.stringify([...inside, suggestion]));
    const expected = suggestion === undefined && known.length > 0 ? `expected ${oneOf(known)}` : undefined;
    problems.add([...subject.path, ...inside, key], `${key} is not a key of ${nounAt(subject, inside)}.`, { on: 'key', suggestion, expected });
  }
}

function complain(problems: Problems, subject: Subject, schema: z.ZodType, value: unknown, issue: Issue, absorbed: ReadonlySet<string>): void {
  const inside = issue.path as Path;
  const path = [...subject.path, ...inside];
  if (problems.isUnresolved(path) || problems.isWithinUnresolved(path)) return;
  const name = String(inside.at(-1) ?? '');
  if (issue.code === 'invalid_key') return problems.add(path, `${name} is not a name.`, { on: 'key', expected: issue.issues[0]?.message });
  const fits = issue.message.startsWith('expected ') ? issue.message : undefined;
  const parent = at(value, inside.slice(0, -1));
  if (inside.length > 0 && typeof inside.at(-1) === 'string' && !hasKey(parent, name)) {
    if (absorbed.has(JSON.stringify(inside))) return;
    return problems.add(path.slice(0, -1), `${name} is missing in ${nounAt(subject, inside.slice(0, -1))}.`, { on: 'key', expected: fits });
  }
  if (fits === undefined) return problems.add(path, sentence(issue.message), { on: 'key' });
  if (issue.code === 'custom' && isMapping(at(value, inside)))
    return problems.add(path, `${nounAt(subject, inside)} does not fit together.`, { on: 'key', expected: fits });
  const suggestion = nearest(String(at(value, inside)), issue.code === 'invalid_value' ? issue.values.map(String) : []);
  const message = `${problems.source.written(path)} is not ${valueAt(subject, schema, inside)}.`;
  problems.add(path, message, { suggestion, expected: fits === `expected ${suggestion}` ? undefined : fits });
}

/** `latency`, or `start[1]` inside a list. */
const keyName = (path: Path): string => path.reduce<string>((name, step) => (typeof step === 'number' ? `${name}[${step}]` : step), '');

/** A name of the file's own says little by itself: `a in links`. */
function valueAt({ noun, path }: Subject, schema: z.ZodType, inside: Path): string {
  if (inside.length === 0) return noun;
  const above = inside.slice(0, -1);
  if (typeof inside.at(-1) !== 'string' || !takesNames(schema, above)) return `a value of ${keyName(inside)}`;
  return `a value of ${inside.at(-1)} in ${keyName(above) || keyName(path)}`;
}

const nounAt = (subject: Subject, inside: Path): string => (inside.length === 0 ? subject.noun : `${keyName(inside)} of ${subject.noun}`);

const sentence = (text: string): string => `${text.replace(/\.$/, '')}.`;

const hasKey = (value: unknown, key: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, key);

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, step) => (hasKey(inner, String(step)) ? Object(inner)[step] : undefined), value);
