import { hint, nearest } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';
import type { Variable } from './vars.ts';

/** Where `${env:…}` and `${file:…}` look. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file, its path counting from the experiment's folder; `undefined` where there is none. */
  readonly readFile: (path: string) => string | undefined;
}

export interface Resolver extends Surroundings {
  /** Absent while the variables themselves are read, and in a config, which has none. */
  readonly variables?: ReadonlyMap<string, Variable>;
  /** Where it is said that a variable of this machine or a file is not there, if not among the problems: it may be elsewhere. */
  readonly absent?: Problems;
  /** Filled on the way: what must not be readable in any record, and the variables that were used. */
  readonly secrets: Set<string>;
  readonly used: Set<string>;
}

const reference = /\$(\$?)\{([^}]*)\}/g;
const whole = /^\$\{([^}]*)\}$/;

/** Whether text refers to something that must stay secret. */
export const refersToSecret = (raw: unknown): boolean => typeof raw === 'string' && /(?<!\$)\$\{\s*(env|file):/.test(raw);

/** The value with every reference replaced; one that stands for nothing known is complained of once and left as it is. */
export function resolve(problems: Problems, resolver: Resolver, value: unknown, path: Path = []): unknown {
  if (typeof value === 'string') return resolveText(problems, resolver, value, path);
  if (Array.isArray(value)) return value.map((item, index) => resolve(problems, resolver, item, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, resolve(problems, resolver, inner, [...path, key])] as const);
  for (const [key] of entries) if (key.includes('${')) problems.add([...path, key], 'A key cannot hold a reference.', { on: 'key' });
  return Object.fromEntries(entries);
}

/** A string that is one reference takes the type of what it refers to; inside other text it becomes part of the text. */
function resolveText(problems: Problems, resolver: Resolver, text: string, path: Path): unknown {
  const alone = whole.exec(text)?.[1];
  if (alone !== undefined) return lookUp(problems, resolver, alone, path) ?? unresolved(problems, text, path);
  return text.replaceAll(reference, (written: string, escape: string, inside: string) => {
    if (escape !== '') return `\${${inside}}`;
    const value = lookUp(problems, resolver, inside, path);
    return value === undefined ? unresolved(problems, written, path) : String(value);
  });
}

function unresolved(problems: Problems, text: string, path: Path): string {
  problems.unresolved.push(path);
  return text;
}

function lookUp(problems: Problems, resolver: Resolver, inside: string, path: Path): string | number | boolean | undefined {
  const [, kind, written = ''] = /^\s*(env|file|var):(.*)$/.exec(inside) ?? [];
  const target = written.trim();
  if (kind === 'var') return variable(problems, resolver, target, path);
  if (kind === undefined) {
    return problems.add(path, `\${${inside}} refers to nothing.`, { expected: 'expected ${var:name}, ${env:NAME} or ${file:path}; $${ for a plain ${' });
  }
  const value = kind === 'env' ? resolver.env[target] : resolver.readFile(target)?.replace(/\r?\n$/, '');
  const [missing, expected] =
    kind === 'env'
      ? [`Environment variable ${target} is not set.`, 'expected one that is set where this runs']
      : [`File ${target} cannot be read.`, 'expected a text file; its path counts from the folder of the config, else of this file'];
  if (value === undefined) return (resolver.absent ?? problems).add(path, missing, { expected });
  if (value !== '') resolver.secrets.add(value);
  return value;
}

function variable(problems: Problems, { variables, used }: Resolver, name: string, path: Path): string | number | boolean | undefined {
  if (variables === undefined) return problems.add(path, `\${var:${name}} cannot stand here.`, { expected: 'expected ${env:NAME} or ${file:path}' });
  used.add(name);
  const found = variables.get(name);
  if (found !== undefined) return found.value;
  used.add(nearest(name, [...variables.keys()]) ?? name); // a slip of the finger is one mistake, not two
  return problems.add(path, `Variable ${name} is not declared under vars.`, hint(name, [...variables.keys()]));
}
