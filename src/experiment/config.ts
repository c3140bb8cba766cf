import { resolve as resolvePath } from 'node:path';
import { z } from 'zod';
import { ratio, type Ms, type Ratio } from '../domain/units.ts';
import type { ClusterAddress } from '../ports/cluster.ts';
import type { ProxyAddress } from '../ports/injector.ts';
import type { PrometheusAddress } from '../ports/probe.ts';
import type { SinkKind, SinkSetting } from '../ports/sink.ts';
import { check } from './check.ts';
import { readCalendar, readSink, readStore, type CalendarSource } from './config-memory.ts';
import { environmentSchema, type EnvironmentInput } from './config-schema.ts';
import { isMapping } from './document.ts';
import { readNamed } from './names.ts';
import type { Problem } from './problem.ts';
import { Problems } from './problems.ts';
import { addressOfPrometheus } from './prometheus-address.ts';
import { resolve, type Surroundings } from './references.ts';
import { configSecrets } from './masked.ts';
import { complainOfBareSecrets } from './secrets.ts';
import { parseSource, type Path } from './source.ts';

/** What may be touched in one place, and how much of it. */
export interface Environment {
  readonly name: string;
  readonly production: boolean;
  readonly hosts: readonly string[];
  /** Globs of fault types. */
  readonly faults: readonly string[];
  readonly limits: { readonly duration?: Ms };
  /** Absent where there is none. */
  readonly caps: { readonly targets?: Ratio; readonly traffic?: Ratio };
  readonly proxies: Readonly<Record<string, ProxyAddress>>;
  readonly contexts: Readonly<Record<string, ClusterAddress>>;
  /** Globs of namespaces that faults may change. */
  readonly namespaces: readonly string[];
  readonly optIn: boolean;
  readonly prometheus?: PrometheusAddress;
  /** firedrill's own, for a load that a Job in a cluster sends. */
  readonly loadImage?: string;
}

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

interface Entry {
  readonly path: Path;
  readonly value: unknown;
  /** What is not there on this machine. */
  readonly missing: Problems;
}

/** Reads entries with their references resolved, and keeps apart what this machine lacks. */
class Entries {
  readonly #problems: Problems;
  readonly #input: ConfigInput;
  readonly #secrets: Set<string>;
  #missing: Record<string, readonly Problem[]> = {};

  constructor(problems: Problems, input: ConfigInput, secrets: Set<string>) {
    this.#problems = problems;
    this.#input = input;
    this.#secrets = secrets;
  }

  all<T>(path: Path, value: unknown, read: (entry: Entry) => T | undefined): Readonly<Record<string, T>> {
    const entries = value === undefined ? [] : readNamed(this.#problems, { path, value });
    return Object.fromEntries(
      entries.flatMap(([name, raw, at]) => {
        const one = this.one(at, raw, read);
        return one === undefined ? [] : [[name, one]];
      }),
    );
  }

  one<T>(path: Path, raw: unknown, read: (entry: Entry) => T | undefined): T | undefined {
    const missing = new Problems(this.#input.file, { ...this.#problems.source, doubled: [] });
    const value = resolve(this.#problems, { ...this.#input, absent: missing, secrets: this.#secrets, used: new Set() }, raw, path);
    const one = read({ path, value, missing });
    if (missing.count === 0) return one;
    this.#missing[path[0] === 'environments' ? String(path[1]) : path.join('.')] = missing.sorted();
    return undefined;
  }

  takeMissing(): Readonly<Record<string, readonly Problem[]>> {
    const taken = this.#missing;
    this.#missing = {};
    return taken;
  }
}

interface Raw extends Entry, Pick<Surroundings, 'readFile'> {
  readonly secrets: Set<string>;
  readonly folder: string;
}

function readEnvironment(problems: Problems, { path, value, missing, secrets, folder, readFile }: Raw): Environment | undefined {
  const name = String(path.at(-1));
  const said = check(problems, { path, noun: `environment ${name}` }, environmentSchema, value);
  if (said === undefined) return undefined;
  if (said.production && said.faults === undefined) {
    problems.add(path, `faults is missing in environment ${name}.`, {
      on: 'key',
      expected: 'expected the fault types allowed in production, such as [toxiproxy.*]',
    });
  }
  const prometheus =
    said.prometheus === undefined ? undefined : addressOfPrometheus(problems, missing, [...path, 'prometheus'], said.prometheus, { secrets, readFile });
  return {
    name,
    production: said.production,
    hosts: said.hosts,
    faults: said.faults ?? ['*'],
    limits: said.limits ?? {},
    caps: capsOf(said),
    proxies: proxiesOf(said),
    contexts: contextsOf(said, folder),
    namespaces: said.namespaces,
    optIn: said['opt-in'],
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(said['load-image'] === undefined ? {} : { loadImage: said['load-image'] }),
  };
}

/** Production has caps whether or not it says so. */
function capsOf({ production, caps }: EnvironmentInput): Environment['caps'] {
  const targets = caps.targets ?? (production ? 1 / 3 : undefined);
  const traffic = caps.traffic ?? (production ? ratio(0.01) : undefined);
  return { ...(targets === undefined ? {} : { targets: ratio(targets) }), ...(traffic === undefined ? {} : { traffic }) };
}

function proxiesOf({ proxies }: EnvironmentInput): Environment['proxies'] {
  const entries = Object.entries(proxies).map(([name, { kind, api, listen, upstream }]) => {
    const ends = { ...(listen === undefined ? {} : { listen }), ...(upstream === undefined ? {} : { upstream }) };
    return [name, { kind, api, ...ends }] as const;
  });
  return Object.fromEntries(entries);
}

function contextsOf({ contexts }: EnvironmentInput, folder: string): Environment['contexts'] {
  const entries = Object.entries(contexts).map(([context, said]): readonly [string, ClusterAddress] => {
    if (typeof said === 'string') return [context, { context, server: said }];
    return [context, { context, server: said.server, ...(said.kubeconfig === undefined ? {} : { kubeconfig: resolvePath(folder, said.kubeconfig) }) }];
  });
  return Object.fromEntries(entries);
}
