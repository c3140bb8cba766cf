import type { z } from 'zod';
import type { Experiment } from '../domain/experiment.ts';
import { ms, type Ms } from '../domain/units.ts';
import { check } from './check.ts';
import { isMapping, type SectionName, type Sections } from './document.ts';
import { application, baseline, head, limits, scrapes } from './head.ts';
import type { Problems } from './problems.ts';

type Facts = Pick<Experiment, 'name' | 'hypothesis' | 'owner' | 'runbook' | 'tags' | 'links' | 'environment'>;
type Settings = Pick<Experiment, 'application' | 'scrapes' | 'baseline' | 'limits'>;

/** What the experiment says of itself; `undefined` where it lacks its name or its hypothesis. */
export function readFacts(problems: Problems, sections: Sections): Facts | undefined {
  const read = <T>(key: keyof typeof head, schema: z.ZodType<T>): T | undefined => readSection(problems, sections, key, schema, `a value of ${key}`);
  read('apiVersion', head.apiVersion);
  read('kind', head.kind);
  const name = read('name', head.name);
  const hypothesis = read('hypothesis', head.hypothesis);
  const said = { owner: read('owner', head.owner), runbook: read('runbook', head.runbook), environment: read('environment', head.environment) };
  const free = { tags: read('tags', head.tags) ?? [], links: read('links', head.links) ?? {} };
  return name === undefined || hypothesis === undefined ? undefined : { name, hypothesis, ...free, ...present(said) };
}

/** What the run around the faults needs, with the defaults of what is not said. */
export function readSettings(problems: Problems, sections: Sections): Settings {
  const read = <T>(key: SectionName, schema: z.ZodType<T>): T | undefined => readSection(problems, sections, key, schema, key);
  const times = read('baseline', baseline) ?? baseline.parse({});
  const started = read('application', application);
  return {
    scrapes: read('scrapes', scrapes) ?? {},
    baseline: { for: times.for, warmUp: times['warm-up'] },
    limits: read('limits', limits) ?? soundLimits(sections.limits?.value),
    ...(started === undefined ? {} : { application: started }),
  };
}

/** What is right of limits that are wrong elsewhere; in place of the rest stands what nothing is held against. */
function soundLimits(value: unknown): Settings['limits'] {
  if (value === undefined) return limits.parse({});
  const said = isMapping(value) ? value : {};
  // A key that is none may be a misspelt one: then what is not said is not known either.
  const guessed = value !== said || Object.keys(said).some((key) => !Object.hasOwn(limits.shape, key));
  const one = (key: keyof typeof limits.shape): Ms => {
    const read = limits.shape[key].safeParse(said[key]);
    return read.success && !(guessed && said[key] === undefined) ? read.data : ms(Infinity);
  };
  return { duration: one('duration'), restore: one('restore'), blind: one('blind') };
}

function readSection<T>(problems: Problems, sections: Sections, key: SectionName, schema: z.ZodType<T>, noun: string): T | undefined {
  const section = sections[key];
  return section === undefined ? undefined : check(problems, { path: section.path, noun }, schema, section.value);
}

/** Without the keys that are not there. */
function present<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> };
function present(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
