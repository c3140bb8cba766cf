import { nearest, oneOf } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';

/** Every key an experiment may have, in the order in which one writes them. */
export const sections = [
  'apiVersion', 'kind', 'name', 'hypothesis', 'owner', 'runbook', 'tags', 'links', 'vars', 'environment', 'application', 'load',
  'scrapes', 'slis', 'observe', 'steady-state', 'baseline', 'faults', 'expect', 'abort', 'limits',
] as const; // prettier-ignore
export type SectionName = (typeof sections)[number];

export const required: readonly SectionName[] = ['apiVersion', 'kind', 'name', 'hypothesis', 'slis', 'steady-state', 'faults', 'abort', 'expect'];

/** One part of a file; `path` holds its key as it is written there. */
export interface Section {
  readonly path: Path;
  readonly value: unknown;
}

export type Sections = { readonly [Name in SectionName]?: Section };

/** Splits a file at its first keys. A misspelt one is complained of once and read as what it was meant to be, so that nothing else seems missing. */
export function sectionsOf(problems: Problems, value: unknown): Sections | undefined {
  if (!isMapping(value)) {
    problems.add([], 'An experiment is a mapping of keys.', { expected: 'expected it to begin with apiVersion: firedrill/v1' });
    return undefined;
  }
  const entries = Object.entries(value).filter(([key]) => key !== '$schema'); // tells an editor which schema to use
  const found = entries.flatMap(([key, inner]) => {
    const name = sectionName(problems, key, Object.keys(value));
    return name === undefined ? [] : [[name, { path: [key], value: inner }] as const];
  });
  const result: Sections = Object.fromEntries(found);
  for (const name of required.filter((one) => result[one] === undefined)) complainOfMissing(problems, name);
  return result;
}

export const mapSections = (sections: Sections, change: (section: Section, name: string) => Section): Sections =>
  Object.fromEntries(Object.entries(sections).map(([name, section]) => [name, change(section, name)]));

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const isSection = (key: string): key is SectionName => sections.some((name) => name === key);

function sectionName(problems: Problems, key: string, present: readonly string[]): SectionName | undefined {
  if (isSection(key)) return key;
  const absent = sections.filter((name) => !present.includes(name));
  const meant = nearest(key, absent);
  const suggestion = meant ?? nearest(key, sections);
  const expected = suggestion === undefined ? `expected ${oneOf(absent)}` : undefined;
  problems.add([key], `${key} is not a key of an experiment.`, { on: 'key', suggestion, expected });
  return meant !== undefined && isSection(meant) ? meant : undefined;
}

const ways: Partial<Record<SectionName, string>> = {
  apiVersion: 'expected apiVersion: firedrill/v1',
  kind: 'expected kind: Experiment',
  hypothesis: 'expected what you believe happens, in a sentence',
  abort: 'expected at what harm the run stops; abort: { none: <reason> } says why there is none',
  expect: 'expected the hypothesis in numbers',
  'steady-state': 'expected what must hold before anything is injected',
};

function complainOfMissing(problems: Problems, name: SectionName): void {
  problems.addWhole(`${name} is missing in the experiment.`, { expected: ways[name] });
}
