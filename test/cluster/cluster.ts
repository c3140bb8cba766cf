/** The real cluster of the suites: the one that `KUBECONFIG` and `FIREDRILL_TEST_CONTEXT` name, else our own, which is started when the first suite asks and left running. */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { absent, lets } from '../system.ts';
import { placesOf, usual } from './places.ts';
import { missing } from './programs.ts';

export interface TestCluster {
  readonly kubeconfig: string;
  readonly context: string;
  /** Whether it is ours: its nodes have the images `localhost/pause:1`, `localhost/tools:1` and `localhost/firedrill-shop:1`, and the shop is on it. */
  readonly own: boolean;
}

const main = join(import.meta.dirname, 'main.ts');

/** `undefined` after printing why its suites are skipped; throws where `FIREDRILL_REQUIRE_SYSTEMS=1`, or when our own does not come up. */
export function clusterForTests(): TestCluster | undefined {
  const { KUBECONFIG: named, FIREDRILL_TEST_CONTEXT: context } = process.env;
  if (named !== undefined && context !== undefined) return { kubeconfig: named, context, own: named === placesOf(usual).kubeconfig };
  const lacking = missing() ?? rootless();
  if (lacking !== undefined) return absent(`no cluster to test on: ${lacking}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'up'], {
    encoding: 'utf8',
    timeout: 240_000,
    env: { ...process.env, FIREDRILL_CLUSTER: usual },
  });
  if (status !== 0) throw new Error(`Cannot start the cluster for tests:\n${stdout}${stderr}`);
  return { kubeconfig: placesOf(usual).kubeconfig, context: usual, own: true };
}

/** The same for suites that need our own: its images, its shop, or the power of its nodes. */
export function ownCluster(): TestCluster | undefined {
  const cluster = clusterForTests();
  return cluster?.own === false ? absent('these suites need the cluster of npm run cluster, and FIREDRILL_TEST_CONTEXT names another') : cluster;
}

/** Who cannot start one may still use one that somebody else has started, if its kubeconfig may be read. */
function rootless(): string | undefined {
  if (process.getuid?.() === 0 || lets(placesOf(usual).kubeconfig, constants.R_OK)) return undefined;
  const sudo = spawnSync('sudo', ['-n', 'true']);
  return sudo.status === 0 ? undefined : 'only root can start one (sudo npm run cluster)';
}

/** A command of `npm run cluster` on a cluster beside the usual one; rejects with its words when it fails. `name` is one to twelve small letters. */
export async function spareCluster(name: string, nodes: number, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execa(process.execPath, [main, ...args], { env: { FIREDRILL_CLUSTER: name, FIREDRILL_CLUSTER_NODES: String(nodes) } });
  return stdout;
}
