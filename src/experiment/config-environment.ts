import { resolve as resolvePath } from 'node:path';
import { ratio, type Ms, type Ratio } from '../domain/units.ts';
import type { ClusterAddress } from '../ports/cluster.ts';
import type { ProxyAddress } from '../ports/injector.ts';
import type { PrometheusAddress } from '../ports/probe.ts';
import { check } from './check.ts';
import type { Entry } from './config-entries.ts';
import { environmentSchema, type EnvironmentInput } from './config-schema.ts';
import type { Problems } from './problems.ts';
import { addressOfPrometheus } from './prometheus-address.ts';
import type { Surroundings } from './references.ts';

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

interface Raw extends Entry, Pick<Surroundings, 'readFile'> {
  readonly secrets: Set<string>;
  readonly folder: string;
}

export function readEnvironment(problems: Problems, { path, value, missing, secrets, folder, readFile }: Raw): Environment | undefined {
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
