import { z } from 'zod';
import { duration } from '../domain/fields.ts';
import type { FaultSpec } from '../domain/experiment.ts';
import { ms } from '../domain/units.ts';
import type { InjectorKind } from '../ports/injector.ts';
import { check } from './check.ts';
import { isMapping, type Section } from './document.ts';
import { complainOfDoubles, complainOfOrder, complainOfTimes, type Placed } from './fault-order.ts';
import { hint, nearest, oneOf } from './nearest.ts';
import { name } from './names.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';
import { timelineOf, type Timeline } from './timeline.ts';

const day = 86_400_000;

/** Keys every fault may have beside those of its type. */
export const sharedFaultKeys = {
  name: name.optional().describe('How it is called; the last word of its type unless said.'),
  for: duration({ min: 100, max: day }).optional().describe('How long it stays; required where it does not end by itself.'),
  at: duration({ max: day }).optional().describe('When it starts, counted from the end of the baseline; at once unless said.'),
  after: name.optional().describe('The fault after whose end it starts.'),
  every: duration({ min: 1000, max: day }).optional().describe('Rounds: a new one this often, until for is over.'),
};
const shared = z.strictObject(sharedFaultKeys);
const ownKeys = ['type', ...Object.keys(sharedFaultKeys)];

/** The faults in the order of the file, and their timeline; without one where any of them is wrong, because names and times are then unknown. */
export function readFaults(
  problems: Problems,
  section: Section | undefined,
  kinds: readonly InjectorKind[],
): { readonly faults: readonly FaultSpec[]; readonly timeline: Timeline | undefined } {
  if (section === undefined) return { faults: [], timeline: undefined };
  check(
    problems,
    { path: section.path, noun: 'what faults takes' },
    z.array(z.unknown(), { error: 'expected a list of faults' }).min(1, { error: 'expected at least one fault' }),
    section.value,
  );
  const items: readonly unknown[] = Array.isArray(section.value) ? section.value : [];
  const placed = items.map((item, index) => readFault(problems, [...section.path, index], item, kinds));
  const sound = placed.filter((one) => one !== undefined);
  complainOfDoubles(problems, sound);
  const faults = sound.map(({ spec }) => spec);
  if (sound.length === 0 || sound.length < placed.length) return { faults, timeline: undefined };
  complainOfOrder(problems, sound);
  return { faults, timeline: timelineOf(faults) };
}

function readFault(problems: Problems, path: Path, value: unknown, kinds: readonly InjectorKind[]): Placed | undefined {
  if (!isMapping(value)) return problems.add(path, `${problems.source.written(path)} is not a fault.`, { expected: 'expected a mapping with its type' });
  const kind = kindOf(problems, path, value, kinds);
  if (kind === undefined) return undefined;
  const named = typeof value['name'] === 'string' ? value['name'] : lastWord(kind.type);
  const noun = `fault ${named} (${kind.type})`;
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => !ownKeys.includes(key)));
  const common = Object.fromEntries(Object.entries(value).filter(([key]) => Object.hasOwn(sharedFaultKeys, key)));
  const spec = check(problems, { path, noun, otherKeys: ownKeys }, kind.schema, own);
  const keys = check(problems, { path, noun }, shared, common);
  if (spec === undefined || keys === undefined) return undefined;
  complainOfTimes(problems, path, noun, { ...keys, needsFor: kind.needsFor(spec) });
  const start: FaultSpec['start'] = keys.after === undefined ? { kind: 'at', at: keys.at ?? ms(0) } : { kind: 'after', fault: keys.after };
  const times = { ...(keys.for === undefined ? {} : { for: keys.for }), ...(keys.every === undefined ? {} : { every: keys.every }) };
  return { path, spec: { name: named, type: kind.type, spec, start, ...times } };
}

const lastWord = (type: string): string => type.split('.').at(-1) ?? type;

function kindOf(problems: Problems, path: Path, value: Readonly<Record<string, unknown>>, kinds: readonly InjectorKind[]): InjectorKind | undefined {
  const types = kinds.map(({ type }) => type);
  const type = value['type'];
  if (type === undefined) {
    const misspelt = Object.keys(value).find((key) => nearest(key, ['type']) !== undefined);
    if (misspelt !== undefined) return problems.add([...path, misspelt], `${misspelt} is not a key of a fault.`, { on: 'key', suggestion: 'type' });
    return problems.add(path, 'type is missing in this fault.', { expected: `expected ${oneOf(types)}` });
  }
  const found = kinds.find((kind) => kind.type === type);
  if (found !== undefined || problems.isUnresolved([...path, 'type'])) return found;
  return problems.add(
    [...path, 'type'],
    `${problems.source.written([...path, 'type'])} is not a fault type.`,
    hint(typeof type === 'string' ? type : '', types),
  );
}
