import type { z } from 'zod';
import type { Expectation } from '../domain/experiment.ts';
import { defaultRecovery } from '../domain/recovery.ts';
import { ms, type Ms } from '../domain/units.ts';
import { check } from './check.ts';
import { conditionKeys } from './condition-keys.ts';
import { readConditions, type Read } from './condition.ts';
import { isMapping, type Section } from './document.ts';
import { recovery } from './head.ts';
import { hint, nearest, oneOf } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Slis } from './sli.ts';
import type { Path } from './source.ts';
import type { Timeline } from './timeline.ts';

const parts = ['during', 'throughout', 'eventually', 'recovery'] as const;
type PartName = (typeof parts)[number];

type Keys = { readonly [Key in keyof typeof conditionKeys]: z.output<(typeof conditionKeys)[Key]> };

export function readExpectations(
  problems: Problems,
  section: Section | undefined,
  slis: Slis | undefined,
  timeline: Timeline | undefined,
): readonly Expectation[] {
  const found = partsOf(problems, section);
  const during = readConditions(problems, 'during', conditionKeys.during, found.during, slis);
  const throughout = readConditions(problems, 'throughout', conditionKeys.throughout, found.throughout, slis);
  const eventually = readConditions(problems, 'eventually', conditionKeys.eventually, found.eventually, slis);
  for (const { path, keys } of [...during, ...throughout, ...eventually]) complainOfWindow(problems, path, keys, timeline);
  const within = check(problems, { path: found.recovery?.path ?? [], noun: 'recovery' }, recovery, found.recovery?.value ?? {})?.within ?? defaultRecovery;
  return [
    ...during.map((read) => inWindow('during', read)),
    ...throughout.map((read) => inWindow('throughout', read)),
    ...eventually.map((read) => fromAnchor(read)),
    { kind: 'recovery', id: 'recovery', within },
  ];
}

function inWindow<Kind extends 'during' | 'throughout'>(kind: Kind, { id, condition, keys }: Read<Keys[Kind]>): Expectation {
  return { kind, id, condition, after: keys.after ?? ms(0), ...ofFault(keys) };
}

function fromAnchor({ id, condition, keys }: Read<Keys['eventually']>): Expectation {
  return { kind: 'eventually', id, condition, within: keys.within, from: keys.from ?? 'inject', ...ofFault(keys) };
}

const ofFault = ({ of }: { readonly of?: string | undefined }): { readonly of?: string } => (of === undefined ? {} : { of });

function partsOf(problems: Problems, section: Section | undefined): { readonly [Name in PartName]?: Section } {
  if (section === undefined) return {};
  const { path, value } = section;
  if (!isMapping(value)) {
    problems.add(path, `${problems.source.written(path)} is not a value of expect.`, { expected: `expected ${oneOf(parts)} with conditions` });
    return {};
  }
  if (Object.keys(value).length === 0) problems.add(path, 'expect is empty: nothing could be refuted.', { on: 'key', expected: `expected ${oneOf(parts)}` });
  const named = Object.entries(value).flatMap(([key, inner]) => {
    const part = partName(problems, [...path, key], key, Object.keys(value));
    return part === undefined ? [] : [[part, { path: [...path, key], value: inner }] as const];
  });
  return Object.fromEntries(named);
}

function partName(problems: Problems, path: Path, key: string, present: readonly string[]): PartName | undefined {
  const exact = parts.find((part) => part === key);
  if (exact !== undefined) return exact;
  problems.add(path, `${key} is not a key of expect.`, { on: 'key', ...hint(key, parts) });
  return parts.find((part) => part === nearest(key, parts) && !present.includes(part));
}

interface WindowKeys {
  readonly of?: string | undefined;
  readonly after?: Ms | undefined;
}

/** What refers to a fault must find it, and settling must leave something of its window. */
function complainOfWindow(problems: Problems, path: Path, { of, after }: WindowKeys, timeline: Timeline | undefined): void {
  if (timeline === undefined) return;
  if (of !== undefined && !timeline.names.includes(of))
    return problems.add([...path, 'of'], `${of} is not a fault of this experiment.`, hint(of, timeline.names));
  const window = of === undefined ? timeline.length : timeline.lengthOf(of);
  if (after !== undefined && window !== undefined && after >= window) {
    problems.add([...path, 'after'], `${problems.source.written([...path, 'after'])} leaves nothing of the time the fault is there.`, {
      expected: 'expected less than that',
    });
  }
}
