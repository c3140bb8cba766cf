/** A drill that scales a Deployment of a real cluster down, and machines from which it is restored. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configMaps, leases, type ConfigMap } from '../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../src/domain/kubernetes/workloads.ts';
import type { Cluster, ClusterAddress } from '../../src/ports/cluster.ts';
import { freshNamespace } from '../kubernetes/real.ts';
import { runIn } from './drill.ts';
import { processesOf } from './outside.ts';
import { firedrill, until, type Cli, type Ended } from './programs.ts';

/** A folder with an experiment and a config, and a state of its own, as on a machine of its own. */
export interface Machine extends Disposable {
  readonly folder: string;
  readonly state: string;
  start(...args: readonly string[]): Cli;
  firedrill(...args: readonly string[]): Promise<Ended>;
}

export interface Underway {
  readonly run: string;
  /** Runner and guardian, both by SIGKILL. */
  readonly kill: () => Promise<void>;
}

export interface Town extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly namespace: string;
  machine(kubeconfig?: string): Machine;
  /** A run on this machine whose fault is in place. */
  underway(machine: Machine): Promise<Underway>;
  replicas(): Promise<number | undefined>;
  records(): Promise<readonly ConfigMap[]>;
  /** As if a minute had gone by since the last renewal. */
  age(): Promise<void>;
  /** No fault, no record, no turn. */
  isClean(): Promise<boolean>;
}

const signal = (): AbortSignal => new AbortController().signal;
const longAgo = '2020-01-01T00:00:00.000Z';

export async function openTown(address: Required<ClusterAddress>): Promise<Town> {
  const stage = await freshNamespace(address);
  const { cluster, namespace } = stage;
  const web = { namespace, name: 'web' };
  const labels = { app: 'web' };
  const containers = [{ name: 'main', image: 'localhost/pause:1', imagePullPolicy: 'Never' }];
  const template = { metadata: { labels }, spec: { containers, terminationGracePeriodSeconds: 1, automountServiceAccountToken: false } };
  await cluster.create(deployments, namespace, { metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: labels }, template } }, signal());
  const deployment = () => cluster.get(deployments, web, signal());
  await stage.until('the Deployment is available', async () => (await deployment())?.status.availableReplicas === 2);
  const records = () => cluster.list(configMaps, { namespace, labels: 'firedrill.dev/record=undo' }, signal());
  const replicas = async (): Promise<number | undefined> => (await deployment())?.spec.replicas;
  return {
    cluster,
    namespace,
    machine: (kubeconfig = address.kubeconfig) => machineFor({ ...address, kubeconfig }, namespace),
    underway: (machine) => underway(machine),
    replicas,
    records,
    async age() {
      const renewed = { metadata: { annotations: { 'firedrill.dev/renewed': longAgo } } };
      for (const { metadata } of await records()) await cluster.patch(configMaps, { namespace, name: metadata.name }, renewed, signal());
    },
    async isClean() {
      const lease = await cluster.get(leases, { namespace, name: 'firedrill' }, signal());
      return (await replicas()) === 2 && (await records()).length === 0 && lease === undefined;
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

function machineFor({ context, server, kubeconfig }: Required<ClusterAddress>, namespace: string): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  const state = join(folder, 's');
  const environment = { production: false, contexts: { [context]: { server, kubeconfig } }, namespaces: [namespace] };
  writeFileSync(join(folder, 'firedrill.config.yaml'), JSON.stringify({ environments: { test: environment } }));
  writeFileSync(join(folder, 'drill.json'), experiment(namespace, '90s'));
  writeFileSync(join(folder, 'short.json'), experiment(namespace, '3s'));
  const started: Cli[] = [];
  const start = (...args: readonly string[]): Cli => {
    const cli = firedrill({ cwd: folder, state }, ...args);
    started.push(cli);
    return cli;
  };
  return {
    folder,
    state,
    start,
    firedrill: (...args) => start(...args).ended,
    [Symbol.dispose]() {
      for (const { child } of started.filter((cli) => cli.child.exitCode === null && cli.child.signalCode === null)) child.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function experiment(namespace: string, time: string): string {
  const workload = { namespace, workload: 'deployment/web' };
  return JSON.stringify({
    apiVersion: 'firedrill/v1',
    kind: 'Experiment',
    name: 'half',
    hypothesis: 'One pod of two is enough.',
    environment: 'test',
    slis: { ready: { kubernetes: 'ready-replicas', ...workload } },
    'steady-state': { ready: { equals: 2 } },
    baseline: { for: '2s', 'warm-up': '0s' },
    faults: [{ name: 'half', type: 'kubernetes.scale', ...workload, replicas: 1, for: time }],
    expect: { throughout: { ready: { 'at-least': 1 } }, recovery: { within: '30s' } },
    abort: { ready: { below: 1, for: '5s' } },
    limits: { duration: '2m', restore: '30s', blind: '5s' },
  });
}

async function underway(machine: Machine): Promise<Underway> {
  const cli = machine.start('run', 'drill.json', '--json');
  const present = (): boolean => cli.lines.some((line) => line.includes('"kind":"fault.present"'));
  await until('the fault is in place', () => present() || cli.child.exitCode !== null || cli.child.signalCode !== null, 90_000).catch(() => undefined);
  if (!present()) throw new Error(`the fault is not in place:\n${cli.said()}\n${cli.lines.slice(-5).join('\n')}`);
  const run = runIn(machine.folder);
  return {
    run,
    kill: async () => {
      const guardians = processesOf(run, ['FIREDRILL_OWN']);
      for (const pid of [...guardians, cli.child.pid ?? 0]) process.kill(pid, 'SIGKILL');
      await cli.ended;
    },
  };
}
