import { z } from 'zod';
import type { SinkKind, SinkSetting } from '../ports/sink.ts';
import { check } from './check.ts';
import { Entries } from './config-entries.ts';
import { readEnvironment, type Environment } from './config-environment.ts';
import { readCalendar, readSink, readStore, type CalendarSource } from './config-memory.ts';
import { isMapping } from './document.ts';
import { configSecrets } from './masked.ts';
import type { Problem } from './problem.ts';
import { Problems } from './problems.ts';
import type { Surroundings } from './references.ts';
import { complainOfBareSecrets } from './secrets.ts';
import { parseSource } from './source.ts';

export interface Config {
  readonly file: string;
  /** Absolute; from it relative paths and commands count. */
  readonly folder: string;
  readonly environments: Readonly<Record<string, Environment>>;
  /** Environments that this machine cannot use, because a reference of theirs stands for nothing here; with what is missing. */
  readonly incomplete: Readonly<Record<string, readonly Problem[]>>;
  readonly sinks: readonly SinkSetting[];
  /** Absent for the embedded one. */
  readonly store?: { readonly postgres: string };
  readonly calendars: Readonly<Record<string, CalendarSource>>;
  /** Sinks, calendars and the store (`sinks.team`, `store`) that cannot be used here, likewise. */
  readonly unusable: Readonly<Record<string, readonly Problem[]>>;
}

export type ConfigReading =
  | { readonly kind: 'valid'; readonly config: Config; readonly secrets: readonly string[] }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

export interface ConfigInput extends Surroundings {
  readonly file: string;
  readonly folder: string;
  readonly sinkKinds: readonly SinkKind[];
}

/** Reads `firedrill.config.yaml`; everything wrong with it at once. A secret that is not set here only makes unusable here what needs it. */
export function readConfig(text: string, input: ConfigInput): ConfigReading {
  const source = parseSource(text);
  const problems = new Problems(input.file, source);
  const secrets = new Set<string>();
  const reader = new Entries(problems, input, secrets);
  const sections = source.broken.length > 0 ? {} : sectionsOf(problems, source.value);
  const environments = reader.all(['environments'], sections['environments'], (entry) => readEnvironment(problems, { ...entry, ...input, secrets }));
  const incomplete = reader.takeMissing();
  const sinks = reader.all(['sinks'], sections['sinks'], ({ path, value }) => readSink(problems, path, value, input.sinkKinds));
  const calendars = reader.all(['calendars'], sections['calendars'], ({ path, value }) => readCalendar(problems, path, value, input.folder));
  const store = sections['store'] === undefined ? undefined : reader.one(['store'], sections['store'], ({ path, value }) => readStore(problems, path, value));
  if (problems.count > 0) return { kind: 'invalid', problems: problems.sorted() };
  const rest = { sinks: Object.values(sinks), calendars, ...(store === undefined ? {} : { store }), unusable: reader.takeMissing() };
  return { kind: 'valid', config: { file: input.file, folder: input.folder, environments, incomplete, ...rest }, secrets: [...secrets] };
}

const sectionsSchema = z.strictObject({
  $schema: z.string().optional(),
  environments: z.record(z.string(), z.unknown()),
  sinks: z.unknown().optional(),
  store: z.unknown().optional(),
  calendars: z.unknown().optional(),
});

/** What stands under each key, also where the rest is wrong: everything is said at once. */
function sectionsOf(problems: Problems, value: unknown): Readonly<Record<string, unknown>> {
  check(problems, { path: [], noun: 'a config' }, sectionsSchema, value);
  if (!isMapping(value)) return {};
  complainOfBareSecrets(problems, value, [], configSecrets);
  return value;
}
