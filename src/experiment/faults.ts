import { z } from 'zod';
import { duration } from '../domain/fields.ts';
import type { FaultSpec } from '../domain/experiment.ts';
import { ms } from '../domain/units.ts';
import type { InjectorKind } from '../ports/injector.ts';
import { check } from './check.ts';
import { isMapping, type Section } from './document.ts';
import { kindOf, lastWord, nameOf } from './fault-kind.ts';
import { complainOfDoubles, complainOfOrder, complainOfTimes, type Placed } from './fault-order.ts';
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
const list = z.array(z.unknown(), { error: 'expected a list of faults' });
const ownKeys = ['type', ...Object.keys(sharedFaultKeys)];

/** The faults in the order of the file, and their timeline; without one where nobody knows what a fault that is wrong is called. */
export function readFaults(
  problems: Problems,
  section: Section | undefined,
  kinds: readonly InjectorKind[],
): { readonly faults: readonly FaultSpec[]; readonly timeline: Timeline | undefined } {
  if (section === undefined) return { faults: [], timeline: undefined };
  check(problems, { path: section.path, noun: 'a value of faults' }, list, section.value);
  const items: readonly unknown[] = Array.isArray(section.value) ? section.value : [];
  if (items.length === 0 && Array.isArray(section.value))
    problems.add(section.path, 'faults is empty: nothing would be tried.', { on: 'key', expected: 'expected at least one fault' });
  const placed = items.map((item, index) => readFault(problems, [...section.path, index], item, kinds));
  const sound = placed.filter((one) => one !== undefined);
  complainOfDoubles(problems, sound);
  const faults = sound.map(({ spec }) => spec);
  const broken = items.filter((_, index) => placed[index] === undefined).map((item) => nameOf(item, kinds, ownKeys));
  // A fault that may have any name may be the one that is meant.
  if (items.length === 0 || broken.includes(undefined)) return { faults, timeline: undefined };
  const others = broken.filter((one) => one !== undefined);
  complainOfOrder(problems, sound, others);
  return { faults, timeline: timelineOf(faults, others) };
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
