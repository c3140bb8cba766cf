/** The shipped drills on the shop in the cluster, each by an account with exactly the role that rbac prints for it. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/cli/rbac-manifests.ts';
import { accountIn } from '../cli/account.ts';
import { bin } from '../cli/firedrill.ts';
import { ownCluster } from '../cluster/cluster.ts';
import { addressOf, freshNamespace } from '../kubernetes/real.ts';

const folder = join(import.meta.dirname, '../../experiments/kubernetes');
const shipped = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const cluster = ownCluster();

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** With a home and a state of its own, bounded; whatever its exit code. */
async function firedrill(place: string, ...args: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: place, XDG_STATE_HOME: join(place, 'state'), XDG_CACHE_HOME: join(homedir(), '.cache') };
  const call = promisify(execFile)(process.execPath, [bin, ...args], { cwd: place, env, timeout: 300_000, maxBuffer: 16 * 1024 * 1024 });
  return call.then(
    (out) => ({ code: 0, ...out }),
    (error: Ended) => error,
  );
}

// The shop is there only on our own cluster, and only one drill at a time may have it.
if (cluster !== undefined) {
  describe('on the shop in the cluster', () => {
    test.each(shipped)('%s is held, by an account that may do what rbac prints and no more', async (name) => {
      const address = addressOf(cluster.kubeconfig, cluster.context);
      await using stage = await freshNamespace(address);
      await using account = await accountIn(stage.namespace, address);
      const place = mkdtempSync(join(tmpdir(), 'fd-shipped-'));
      try {
        copyFileSync(join(folder, name), join(place, name));
        const contexts = { [address.context]: { server: address.server, kubeconfig: account.kubeconfig } };
        writeFileSync(
          join(place, 'firedrill.config.json'),
          JSON.stringify({ environments: { cluster: { production: false, contexts, namespaces: ['shop'] } } }),
        );
        const role = `fd-test-${randomBytes(4).toString('hex')}`;
        const printed = await firedrill(place, 'rbac', name, '--json', '--service-account', `${stage.namespace}/runner`, '--name', role);
        await account.apply((JSON.parse(printed.stdout) as { readonly items: readonly Manifest[] }).items);
        const { code, stdout, stderr } = await firedrill(place, 'run', name);
        expect(code, stdout + stderr).toBe(0);
      } finally {
        rmSync(place, { recursive: true, force: true });
      }
    });
  });
} else test.skip('the shipped drills');
