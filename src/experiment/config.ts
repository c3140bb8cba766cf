import { resolve as resolvePath } from 'node:path';
import { z } from 'zod';
import { ratio, type Ms, type Ratio } from '../domain/units.ts';
import type { ClusterAddress } from '../ports/cluster.ts';
import type { ProxyAddress } from '../ports/injector.ts';
import type { PrometheusAddress } from '../ports/probe.ts';
import { check } from './check.ts';
import { environmentSchema, type EnvironmentInput } from './config-schema.ts';
import { isMapping } from './document.ts';
import { readNamed } from './names.ts';
import type { Problem } from './problem.ts';
import { Problems } from './problems.ts';
import { addressOfPrometheus } from './prometheus-address.ts';
import { resolve, type Surroundings } from './references.ts';
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
}

export interface Config {
  readonly file: string;
  /** Absolute; from it relative paths and commands count. */
  readonly folder: string;
  readonly environments: Readonly<Record<string, Environment>>;
  /** Environments that this machine cannot use, because a reference of theirs stands for nothing here; with what is missing. */
  readonly incomplete: Readonly<Record<string, readonly Problem[]>>;
}

export type ConfigReading =
  | { readonly kind: 'valid'; readonly config: Config; readonly secrets: readonly string[] }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

export interface ConfigInput extends Surroundings {
  readonly file: string;
  readonly folder: string;
}

/** Reads `firedrill.config.yaml`; everything wrong with it at once. A secret that is not set here only makes its environment unusable here. */
export function readConfig(text: string, input: ConfigInput): ConfigReading {
  const source = parseSource(text);
  const problems = new Problems(input.file, source);
  const secrets = new Set<string>();
  const environments: Record<string, Environment> = {};
  const incomplete: Record<string, readonly Problem[]> = {};
  for (const [name, raw, path] of source.broken.length > 0 ? [] : entriesOf(problems, source.value)) {
    const missing = new Problems(input.file, { ...source, doubled: [] });
    const value = resolve(problems, { ...input, absent: missing, secrets, used: new Set() }, raw, path);
    const read = readEnvironment(problems, missing, { name, path, value, secrets, folder: input.folder, readFile: input.readFile });
    if (missing.count > 0) incomplete[name] = missing.sorted();
    else if (read !== undefined) environments[name] = read;
  }
  if (problems.count > 0) return { kind: 'invalid', problems: problems.sorted() };
  return { kind: 'valid', config: { file: input.file, folder: input.folder, environments, incomplete }, secrets: [...secrets] };
}

function entriesOf(problems: Problems, value: unknown): readonly (readonly [string, unknown, Path])[] {
  check(problems, { path: [], noun: 'a config' }, z.strictObject({ $schema: z.string().optional(), environments: z.record(z.string(), z.unknown()) }), value);
  if (!isMapping(value) || value['environments'] === undefined) return [];
  complainOfBareSecrets(problems, value);
  return readNamed(problems, { path: ['environments'], value: value['environments'] });
}

interface Raw extends Pick<Surroundings, 'readFile'> {
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
  readonly secrets: Set<string>;
  readonly folder: string;
}

function readEnvironment(problems: Problems, missing: Problems, { name, path, value, secrets, folder, readFile }: Raw): Environment | undefined {
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
