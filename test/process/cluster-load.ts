/** A web server in a namespace of a cluster of ours, and machines outside that drill it under a load from within. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobs } from '../../src/domain/kubernetes/jobs.ts';
import type { Meta } from '../../src/domain/kubernetes/meta.ts';
import { pods } from '../../src/domain/kubernetes/pods.ts';
import type { Resource } from '../../src/domain/kubernetes/resource.ts';
import { configMaps, leases } from '../../src/domain/kubernetes/surroundings.ts';
import { createClusters } from '../../src/kubernetes/clusters.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { addressOf } from '../kubernetes/real.ts';
import { imageName } from '../charts/image.ts';
import { openStage } from '../cluster/stage.ts';
import { openForwarder, type Forwarder } from './forwarder.ts';
import { runIn } from './drill.ts';
import { processesOf } from './outside.ts';
import { firedrill } from './programs.ts';
import { follow, type Running } from './running.ts';
import { tokenWithout } from './cluster-rights.ts';
import { ageIn } from './cluster-place.ts';
import { writeKubeconfig, type Machine } from './cluster-run.ts';

const signal = (): AbortSignal => new AbortController().signal;

export interface LoadedOptions {
  /** Of the load; firedrill's own unless said. */
  readonly image?: string;
  /** A namespace of the load's own, that takes none but restricted pods; the web server's unless said. */
  readonly apart?: boolean;
  readonly for?: string;
  /** One of its own unless said. A record is of the cluster at the address that its runner knew. */
  readonly road?: Forwarder;
}

export interface LoadTown extends AsyncDisposable {
  /** Runs under exactly the rights that `firedrill rbac` prints, and reaches the API server by a road of its own. */
  machine(options?: LoadedOptions): Promise<Machine & { readonly road: Forwarder }>;
  /** A run on a machine, to the moment in which its fault is in place. */
  underway(machine: Pick<Machine, 'folder' | 'state'>): Promise<Running>;
  /** As if more than a minute had gone by since the last renewal. */
  age(): Promise<void>;
  /** Jobs, and pods of Jobs. */
  loads(): Promise<readonly string[]>;
  /** What there is of firedrill's: loads, records, turns. */
  ours(): Promise<readonly string[]>;
  replicas(): Promise<number | undefined>;
}

export async function openLoadTown(kubeconfig: string, context: string): Promise<LoadTown> {
  const stage = await openStage(kubeconfig);
  const { core, namespace } = stage;
  const apart = `${namespace}-load`;
  await core.createNamespace({ body: { metadata: { name: apart, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } } });
  await stage.web('web', 2);
  const both = [namespace, apart];
  const address = addressOf(kubeconfig, context);
  const { hostname, port } = new URL(address.server);
  const clusters = createClusters(systemClock, () => undefined);
  const cluster = await clusters.connect(address);
  const open: Forwarder[] = [];
  const named = async <T extends { readonly metadata: Meta }>(resource: Resource<T>, labels?: string): Promise<readonly string[]> => {
    const found = await Promise.all(both.map((one) => cluster.list(resource, { namespace: one, ...(labels === undefined ? {} : { labels }) }, signal())));
    return found.flat().map(({ metadata }) => metadata.name);
  };
  const loads = async (): Promise<readonly string[]> => [...(await named(jobs)), ...(await named(pods, 'job-name'))];
  return {
    loads,
    async machine(options = {}) {
      const road = options.road ?? (await openForwarder(hostname, Number(port)));
      open.push(road);
      const folder = mkdtempSync(join(tmpdir(), 'fd-'));
      const machine = { folder, state: join(folder, 's'), road, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
      const own = join(folder, 'kubeconfig');
      const server = writeKubeconfig(address, own, { through: road.port });
      const environment = {
        production: false,
        contexts: { [context]: { server, kubeconfig: own } },
        namespaces: options.apart === true ? both : [namespace],
        hosts: [`web.${namespace}`],
        'load-image': options.image ?? imageName,
      };
      writeFileSync(join(folder, 'firedrill.config.yaml'), JSON.stringify({ environments: { drill: environment } }));
      writeFileSync(join(folder, 'drill.json'), experimentOf(namespace, options.apart === true ? apart : namespace, options.for ?? '90s'));
      writeKubeconfig(address, own, { through: road.port, token: await tokenWithout(undefined, machine, namespace, kubeconfig) });
      return machine;
    },
    async underway({ folder, state }) {
      const running = follow(folder, state, firedrill({ cwd: folder, state }, 'run', 'drill.json', '--json'));
      await running.kind('fault.present');
      return running;
    },
    age: async () => void (await Promise.all(both.map((one) => ageIn(cluster, one)))),
    ours: async () => [...(await loads()), ...(await named(configMaps, 'firedrill.dev/record=undo')), ...(await named(leases))],
    replicas: async () => (await stage.pods('web')).length,
    async [Symbol.asyncDispose]() {
      await Promise.all([...new Set(open)].map((road) => road[Symbol.asyncDispose]()));
      await clusters[Symbol.asyncDispose]();
      await core.deleteNamespace({ name: apart });
      await stage[Symbol.asyncDispose]();
    },
  };
}

/** Kills runner and guardian at once; answers the run. */
export async function killBothOf(running: Running): Promise<string> {
  const run = runIn(running.folder);
  for (const pid of [...processesOf(run, ['FIREDRILL_OWN']), running.cli.child.pid ?? 0]) process.kill(pid, 'SIGKILL');
  await running.ended();
  return run;
}

function experimentOf(namespace: string, inside: string, time: string): string {
  const workload = { namespace, workload: 'deployment/web' };
  return JSON.stringify({
    apiVersion: 'firedrill/v1',
    kind: 'Experiment',
    name: 'half',
    hypothesis: 'One web server of two is enough.',
    environment: 'drill',
    load: { web: { get: `http://web.${namespace}/`, rate: '20/s', timeout: '2s', in: { namespace: inside } } },
    slis: { availability: { load: 'web', measure: 'success-ratio' }, ready: { kubernetes: 'ready-replicas', ...workload } },
    'steady-state': { ready: { equals: 2 } },
    baseline: { for: '2s', 'warm-up': '0s' },
    faults: [{ name: 'half', type: 'kubernetes.scale', ...workload, replicas: 1, for: time }],
    expect: { during: { availability: { 'at-least': '50%' } }, recovery: { within: '60s' } },
    abort: { availability: { below: '10%', for: '10s' } },
    limits: { duration: '3m', restore: '60s', blind: '10s' },
  });
}
