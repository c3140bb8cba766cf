/** Runs of the real command line on a namespace of a real cluster, each on a machine of its own: a folder, a home, a state, a kubeconfig. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { ClusterAddress } from '../../src/ports/cluster.ts';
import { clusterExperiment } from './cluster-faults.ts';
import { whole, type Place } from './cluster-place.ts';
import { runIn } from './drill.ts';
import type { Changes } from './experiment.ts';
import { expectGone, processesOf } from './outside.ts';
import { firedrill } from './programs.ts';
import { follow, type Running } from './running.ts';

export interface MachineOptions {
  readonly changes?: Changes;
  /** Where its road to the API server begins, instead of the server itself. */
  readonly through?: number;
  /** What it says it is, instead of whoever the kubeconfig means. */
  readonly token?: string;
}

export interface Machine extends Disposable {
  readonly folder: string;
  readonly state: string;
}

/** A machine that has the experiment, and knows the way to the cluster. */
export function openMachine(address: Required<ClusterAddress>, { namespace }: Pick<Place, 'namespace'>, options: MachineOptions = {}): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const server = writeKubeconfig(address, kubeconfig, options);
  const environment = { production: false, contexts: { [address.context]: { server, kubeconfig } }, namespaces: [namespace] };
  writeFileSync(join(folder, 'firedrill.config.yaml'), JSON.stringify({ environments: { drill: environment } }));
  writeFileSync(join(folder, 'drill.json'), clusterExperiment(namespace, options.changes ?? {}));
  return { folder, state: join(folder, 's'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

const kubeconfigs = z.looseObject({
  contexts: z.array(z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string(), user: z.string() }) })),
  clusters: z.array(z.looseObject({ name: z.string(), cluster: z.looseObject({ server: z.string() }) })),
  users: z.array(z.looseObject({ name: z.string(), user: z.looseObject({}) })),
});

/** The same cluster by another road, or as another user; answers the address that it leads to. */
export function writeKubeconfig({ context, kubeconfig, server }: Required<ClusterAddress>, path: string, { through, token }: MachineOptions): string {
  const config = kubeconfigs.parse(parse(readFileSync(kubeconfig, 'utf8')));
  const of = config.contexts.find(({ name }) => name === context)?.context;
  const [cluster, user] = [config.clusters.find(({ name }) => name === of?.cluster), config.users.find(({ name }) => name === of?.user)];
  if (cluster === undefined || user === undefined) throw new Error(`${kubeconfig} has no context ${context}`);
  const { hostname } = new URL(server);
  if (through !== undefined) {
    cluster.cluster.server = `https://127.0.0.1:${through}`;
    if (!/^[\d.]+$/.test(hostname)) cluster.cluster['tls-server-name'] = hostname;
  }
  if (token !== undefined) user.user = { token };
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return cluster.cluster.server;
}

export function startRun({ folder, state }: Pick<Machine, 'folder' | 'state'>, ...args: readonly string[]): Running {
  return follow(folder, state, firedrill({ cwd: folder, state }, 'run', 'drill.json', ...args));
}

/** Kills runner and guardian at once, as a crash of their machine would; answers the run. */
export async function killBoth(drill: Running): Promise<string> {
  const run = runIn(drill.folder);
  for (const pid of processesOf(run, ['FIREDRILL_OWN'])) process.kill(pid, 'SIGKILL');
  drill.signal('SIGKILL');
  await drill.ended();
  return run;
}

/** The namespace is as it was, nothing of ours is in it, and nothing of the run is on this machine. */
export async function expectClusterWhole(place: Place, { folder, state }: Pick<Machine, 'folder' | 'state'>): Promise<void> {
  expect(await place.standing()).toEqual(whole);
  await expectGone(runIn(folder), state);
}
