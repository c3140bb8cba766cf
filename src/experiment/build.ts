import type { z } from 'zod';
import type { Experiment, LoadSpec } from '../domain/experiment.ts';
import type { Json } from '../domain/json.ts';
import type { InjectorKind } from '../ports/injector.ts';
import type { ProbeKind } from '../ports/probe.ts';
import type { Sections } from './document.ts';
import { readFacts, readSettings } from './facts.ts';
import { readFaults } from './faults.ts';
import { readJudging } from './judging.ts';
import { readLoads } from './loads.ts';
import type { Problems } from './problems.ts';
import { complainOfDoubles, readSlis, sound } from './sli.ts';
import { complainOfLimits, complainOfSources, complainOfUnreadPages } from './uses.ts';

export interface BuildInput {
  /** As it was named, for messages. */
  readonly file: string;
  /** Absolute folder from which the experiment's relative paths count. */
  readonly folder: string;
  readonly injectors: readonly InjectorKind[];
  readonly probes: readonly ProbeKind[];
  /** What one entry under `load:` looks like. */
  readonly loadEntry: z.ZodType<Omit<LoadSpec, 'name'>>;
  /** For the record. */
  readonly vars: Readonly<Record<string, Json>>;
}

/** The experiment that its sections say, references resolved; `undefined` where its own facts are wrong. What is wrong elsewhere is complained of as well. */
export function build(problems: Problems, sections: Sections, input: BuildInput): Experiment | undefined {
  const facts = readFacts(problems, sections);
  const settings = readSettings(problems, sections);
  const load = readLoads(problems, sections.load, input.loadEntry);
  const slis = readSlis(problems, sections.slis, input.probes);
  const observe = readSlis(problems, sections.observe, input.probes);
  complainOfDoubles(problems, sections.observe, slis, observe);
  complainOfSources(problems, sections, [sections.slis, slis], [sections.observe, observe]);
  complainOfUnreadPages(problems, sections, [...slis.values(), ...observe.values()]);
  const { faults, timeline } = readFaults(problems, sections.faults, input.injectors);
  const judging = readJudging(problems, sections, { slis: sections.slis === undefined ? undefined : slis, timeline, limits: settings.limits });
  complainOfLimits(problems, sections, { abort: judging.abort, slis: sound(slis), limits: settings.limits }, timeline?.length);
  if (facts === undefined) return undefined;
  const { file, folder, vars } = input;
  return { ...facts, ...settings, ...judging, load, slis: sound(slis), observe: sound(observe), faults, file, folder, vars };
}
