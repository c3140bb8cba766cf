import { z } from 'zod';
import { expected } from '../domain/fields.ts';
import type { Json } from '../domain/json.ts';
import { parseQuantity } from '../domain/units.ts';
import { check } from './check.ts';
import { hint } from './nearest.ts';
import { isMapping, type Section } from './document.ts';
import { name, readNamed } from './names.ts';
import type { Problems } from './problems.ts';
import { refersToSecret } from './references.ts';
import type { Path } from './source.ts';

export const varTypes = ['duration', 'ratio', 'rate', 'size', 'number', 'text', 'boolean'] as const;
export type VarType = (typeof varTypes)[number];

/** A variable as the file declares it; `default` is what it is without `--var`. */
const varDeclaration = z.strictObject({
  type: z.enum(varTypes).describe('What it stands for; --var is held against it.'),
  default: z
    .union([z.string(), z.number(), z.boolean()], { error: 'expected a text, a number, true or false' })
    .optional()
    .describe('Its value unless --var says another; without a default --var is required.'),
});

export const varsSection = z.record(name, varDeclaration);

/** A declared variable; `value` is absent where the file or the command line is wrong about it. */
export interface Variable {
  readonly value?: string | number | boolean;
}

/** The variables of the file with what the command line makes of them. Raw defaults come with their own references already resolved. */
export function readVars(problems: Problems, section: Section | undefined, given: Readonly<Record<string, string>>): ReadonlyMap<string, Variable> {
  const declared = readNamed(problems, section);
  complainOfUndeclared(
    problems,
    Object.keys(given),
    declared.map(([name]) => name),
  );
  return new Map(declared.map(([name, declaration, path]) => [name, readVar(problems, name, path, declaration, given[name])]));
}

function readVar(problems: Problems, name: string, path: Path, declaration: unknown, given: string | undefined): Variable {
  const declared = check(problems, { path, noun: `variable ${name}` }, varDeclaration, declaration);
  if (declared === undefined) return {};
  const fits = `expected ${expectation(declared.type)}`;
  const fromDefault = declared.default === undefined ? undefined : fit(declared.default, declared.type);
  if (declared.default !== undefined && fromDefault === undefined) {
    problems.add([...path, 'default'], `${problems.source.written([...path, 'default'])} is not a ${declared.type}.`, { expected: fits });
  }
  if (given !== undefined) {
    const value = fit(given, declared.type);
    if (value === undefined) problems.add(path, `--var ${name}=${given} is not a ${declared.type}.`, { on: 'key', expected: fits });
    return value === undefined ? {} : { value };
  }
  if (declared.default === undefined) problems.add(path, `Variable ${name} has no value.`, { on: 'key', expected: `expected a default, or --var ${name}=…` });
  return fromDefault === undefined ? {} : { value: fromDefault };
}

function complainOfUndeclared(problems: Problems, given: readonly string[], declared: readonly string[]): void {
  for (const name of given.filter((one) => !declared.includes(one))) {
    problems.addWhole(
      `--var ${name} is not declared under vars.`,
      declared.length === 0 ? { expected: 'this experiment declares none' } : hint(name, declared),
    );
  }
}

/** The value in the shape that a field of its type takes, or `undefined` where it does not fit. */
function fit(value: string | number | boolean, type: VarType): string | number | boolean | undefined {
  if (type === 'text') return typeof value === 'string' ? value : undefined;
  if (type === 'boolean') return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined;
  const quantity = typeof value === 'boolean' ? undefined : parseQuantity(value);
  if (quantity === undefined) return undefined;
  if (type === 'number') return quantity.dimension === 'number' ? quantity.value : undefined;
  if (type === 'ratio' && quantity.dimension === 'number') return quantity.value;
  return quantity.dimension === type ? value : undefined;
}

function expectation(type: VarType): string {
  if (type === 'text') return 'a text';
  return type === 'boolean' ? 'true or false' : expected(type);
}

/** What the record keeps of the variables: one whose default refers to a secret stays the reference it was. */
export function recorded(variables: ReadonlyMap<string, Variable>, raw: unknown): Readonly<Record<string, Json>> {
  const written = (name: string): unknown => (isMapping(raw) && isMapping(raw[name]) ? raw[name]['default'] : undefined);
  const values = [...variables].flatMap(([name, { value }]) => {
    const original = written(name);
    return value === undefined ? [] : [[name, refersToSecret(original) ? String(original) : value] as const];
  });
  return Object.fromEntries(values);
}

/** No key without effect: a variable that nobody uses misleads whoever sets it. */
export function complainOfUnusedVariables(
  problems: Problems,
  section: Section | undefined,
  variables: ReadonlyMap<string, Variable>,
  used: ReadonlySet<string>,
): void {
  for (const name of variables.keys()) {
    if (!used.has(name))
      problems.add([...(section?.path ?? []), name], `Variable ${name} is never used.`, {
        on: 'key',
        expected: `expected \${var:${name}} somewhere, or no such variable`,
      });
  }
}
