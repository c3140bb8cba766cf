import { z } from 'zod';
import { duration } from '../domain/fields.ts';
import type { SliSpec } from '../domain/experiment.ts';
import { ms, plain, units, type Unit } from '../domain/units.ts';
import type { ProbeKind } from '../ports/probe.ts';
import { check } from './check.ts';
import { isMapping, type Section } from './document.ts';
import { nearest, oneOf } from './nearest.ts';
import { readNamed } from './names.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';

/** Keys every SLI may have beside those of its probe. */
export const sharedSliKeys = {
  every: duration({ min: 50, max: 3_600_000 }).optional().describe('How often it is sampled; 1s unless said.'),
  timeout: duration({ min: 10, max: 3_600_000 }).optional().describe('The deadline of one sample, at most every; every unless said.'),
  unit: z
    .literal(Object.keys(units) as (keyof typeof units)[])
    .optional()
    .describe('What the probe reports, where its measure does not imply it.'),
};
const shared = z.strictObject(sharedSliKeys);

/** The SLIs of a section by name; `undefined` where one was wrong, so that nobody calls it unknown. */
export type Slis = ReadonlyMap<string, SliSpec | undefined>;

export function readSlis(problems: Problems, section: Section | undefined, probes: readonly ProbeKind[]): Slis {
  const entries = readNamed(problems, section);
  return new Map(entries.map(([sli, value, path]) => [sli, readSli(problems, sli, path, value, probes)]));
}

function readSli(problems: Problems, sli: string, path: Path, value: unknown, probes: readonly ProbeKind[]): SliSpec | undefined {
  const noun = `SLI ${sli}`;
  if (!isMapping(value))
    return problems.add(path, `${problems.source.written(path)} is not an SLI.`, {
      expected: 'expected a mapping that names its probe, such as { load: checkout, measure: p99 }',
    });
  const kind = probeOf(problems, noun, path, value, probes);
  if (kind === undefined) return undefined;
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => !Object.hasOwn(sharedSliKeys, key)));
  const common = Object.fromEntries(Object.entries(value).filter(([key]) => Object.hasOwn(sharedSliKeys, key)));
  const spec = check(problems, { path, noun, otherKeys: Object.keys(sharedSliKeys) }, kind.schema, own);
  const times = check(problems, { path, noun }, shared, common);
  if (spec === undefined || times === undefined) return undefined;
  const { every = ms(1000), timeout = every, unit } = times;
  if (timeout > every)
    problems.add([...path, 'timeout'], `A sample of ${sli} may take longer than the time between two.`, { expected: 'expected a timeout of at most every' });
  return { name: sli, probe: kind.kind, spec, every, timeout, unit: unitOf(problems, sli, path, kind.unit(spec), unit), poolable: kind.poolable(spec) };
}

/** An SLI names its probe by a key; exactly one. */
function probeOf(problems: Problems, noun: string, path: Path, value: Readonly<Record<string, unknown>>, probes: readonly ProbeKind[]): ProbeKind | undefined {
  const named = probes.filter(({ kind }) => Object.hasOwn(value, kind));
  if (named.length === 1) return named[0];
  const [first, second] = named;
  if (first !== undefined && second !== undefined)
    return problems.add([...path, second.kind], `${noun} names two probes, ${first.kind} and ${second.kind}.`, { on: 'key', expected: 'expected one' });
  const kinds = probes.map(({ kind }) => kind);
  const misspelt = Object.keys(value)
    .map((key) => ({ key, suggestion: nearest(key, kinds) }))
    .find(({ suggestion }) => suggestion !== undefined);
  if (misspelt === undefined) return problems.add(path, `${noun} names no probe.`, { on: 'key', expected: `expected ${oneOf(kinds)} among its keys` });
  return problems.add([...path, misspelt.key], `${misspelt.key} is not a key of ${noun}.`, { on: 'key', suggestion: misspelt.suggestion });
}

function unitOf(problems: Problems, sli: string, path: Path, implied: Unit | undefined, said: keyof typeof units | undefined): Unit {
  if (implied !== undefined && said !== undefined) {
    problems.add([...path, 'unit'], `The measure of ${sli} has its unit already.`, { on: 'key', expected: 'expected no unit here' });
  }
  return implied ?? (said === undefined ? plain : units[said]);
}

/** The SLIs that could be read. */
export const sound = (slis: Slis): readonly SliSpec[] => [...slis.values()].filter((sli) => sli !== undefined);

/** One name means one thing in the record. */
export function complainOfDoubles(problems: Problems, observe: Section | undefined, slis: Slis, observed: Slis): void {
  for (const name of [...observed.keys()].filter((one) => slis.has(one))) {
    problems.add([...(observe?.path ?? []), name], `${name} is the name of an SLI already.`, { on: 'key', expected: 'expected another name' });
  }
}
