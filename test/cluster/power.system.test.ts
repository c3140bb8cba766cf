/** On a cluster of its own, since it takes nodes away, and the cluster in the end. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReady, nodesOf } from './api.ts';
import { ownCluster, spareCluster } from './cluster.ts';
import { machineOf } from './machine.ts';
import { placesOf } from './places.ts';
import { isPodReady, openStage, type Stage } from './stage.ts';
import { within } from './wait.ts';

const name = `power${Array.from({ length: 5 }, () => 'abcdefghij'[Math.floor(Math.random() * 10)]).join('')}`;
const places = placesOf(name, 2);
const cluster = ownCluster();
const act = (...args: readonly string[]): Promise<string> => spareCluster(name, 2, ...args);

/** What a cluster could leave on the machine underneath, other clusters' things left out. */
function traces(): Record<string, unknown> {
  const list = (folder: string): string[] => readdirSync(folder).filter((entry) => !entry.startsWith('firedrill-cluster'));
  const lines = (file: string): string[] => readFileSync(file, 'utf8').split('\n');
  return {
    interfaces: readdirSync('/sys/class/net'),
    mounts: lines('/proc/self/mountinfo').filter((line) => !line.includes(' /tmp/')), // of other suites
    rules: execFileSync('iptables-save', { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.startsWith('-A')),
    places: ['/run', '/run/lock', '/var/lib', '/var/log', '/etc', '/opt'].map((folder) => [folder, list(folder)]),
  };
}

/** Everyone in one of these process or network namespaces. */
function inhabitants(namespaces: ReadonlySet<string>): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && ['pid', 'net', 'mnt'].some((kind) => namespaces.has(readlinkSync(`/proc/${pid}/ns/${kind}`)));
    } catch {
      return false;
    }
  });
}

describe.skipIf(cluster === undefined)('the power of a node', () => {
  let stage: Stage;
  const before = cluster !== undefined ? traces() : {};

  beforeAll(async () => {
    await act('up');
    stage = await openStage(places.kubeconfig);
    await stage.web('web', 2);
  }, 240_000);
  afterAll(async () => {
    await act('down');
  }, 60_000);

  const readyNodes = async (): Promise<string[]> => (await nodesOf(stage.config)).filter(isReady).map(({ metadata }) => metadata?.name ?? '');
  const podOn = async (node: string) => (await stage.pods('web')).find(({ spec }) => spec?.nodeName === node);

  test('a second cluster is up beside the usual one, and says so when asked again', async () => {
    expect(await readyNodes()).toEqual(['node-1', 'node-2']);
    expect(await act('up')).toContain('already up');
  });

  test('a node without power is gone with its pods, is noticed, and comes back with them', async () => {
    const pod = await podOn('node-2');
    const restarts = pod?.status?.containerStatuses?.[0]?.restartCount ?? 0;
    const node = machineOf(places.folder, 'node-2');
    const own = new Set(['pid', 'net', 'mnt'].map((kind) => readlinkSync(`/proc/${node?.init}/ns/${kind}`)));
    expect(inhabitants(own).length).toBeGreaterThan(5);
    await act('node-off', '2');
    expect(inhabitants(own)).toEqual([]);
    await within(40_000, 'node-2 to be missed, and nobody else', async () => (await readyNodes()).join() === 'node-1');
    await act('node-on', '2');
    await within(60_000, 'node-2 and its pod to be back', async () => {
      const again = await podOn('node-2');
      const started =
        again !== undefined &&
        isPodReady(again) &&
        (again.metadata?.uid !== pod?.metadata?.uid || (again.status?.containerStatuses?.[0]?.restartCount ?? 0) > restarts);
      return started && (await readyNodes()).includes('node-2');
    });
  }, 150_000);

  test('a node without its cable goes on, is missed by the others, and is found again', async () => {
    const node = machineOf(places.folder, 'node-2');
    await act('cable-off', '2');
    await within(40_000, 'node-2 to be missed', async () => !(await readyNodes()).includes('node-2'));
    expect(machineOf(places.folder, 'node-2')).toEqual(node);
    await act('cable-on', '2');
    await within(40_000, 'node-2 to be found', async () => (await readyNodes()).includes('node-2'));
    expect(machineOf(places.folder, 'node-2')).toEqual(node);
  }, 120_000);

  test('down leaves no process, interface, mount, packet filter rule, control group or file behind', async () => {
    const machines = ['control', 'node-1', 'node-2'].map((each) => machineOf(places.folder, each)?.init);
    const own = new Set(machines.flatMap((init) => ['pid', 'net', 'mnt'].map((kind) => readlinkSync(`/proc/${init}/ns/${kind}`))));
    expect(own.size).toBe(9);
    await act('down');
    expect(inhabitants(own)).toEqual([]);
    expect(traces()).toEqual(before);
    expect(readdirSync('/var/lib')).not.toContain(`firedrill-cluster-${name}`);
    expect(execFileSync('find', ['/sys/fs/cgroup', '-name', `firedrill-cluster-${name}`], { encoding: 'utf8' })).toBe('');
    expect(await act('down')).toBe('it was down');
  }, 60_000);
});
