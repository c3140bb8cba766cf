import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Resource } from '../../src/domain/kubernetes/resource.ts';
import { showRight, type Right } from '../../src/domain/kubernetes/right.ts';
import { rolesFor } from '../../src/domain/kubernetes/roles.ts';
import type { ClusterAddress } from '../../src/ports/cluster.ts';
import { manifestsOf, type Manifest } from '../../src/cli/rbac-manifests.ts';
import { missingRights } from '../../src/injectors/kubernetes/rights.ts';
import { createClusters } from '../../src/kubernetes/clusters.ts';
import { clusterNeeds } from '../../src/planning/cluster-needs.ts';
import { planFile } from '../../src/planning/plan-file.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { freshNamespace, realCluster } from '../kubernetes/real.ts';
import { openTown } from '../process/cluster-drill.ts';
import { accountIn } from './account.ts';
import { end, bin } from './firedrill.ts';

vi.setConfig({ testTimeout: 120_000 });

const address = realCluster();
const root = join(import.meta.dirname, '../..');
const signal = (): AbortSignal => new AbortController().signal;
const roles: Resource = { version: 'rbac.authorization.k8s.io/v1', plural: 'roles', kind: 'Role', namespaced: true, schema: z.looseObject({}) };

/** As it is printed for a file. */
async function printed(file: string, folder: string, ...args: readonly string[]): Promise<readonly Manifest[]> {
  const { code, out, err } = await end(process.execPath, [bin, 'rbac', file, '--json', ...args], folder, {});
  expect(code, err).toBe(0);
  return (JSON.parse(out) as { readonly items: readonly Manifest[] }).items;
}

async function rightsIn(file: string): Promise<readonly Right[]> {
  const planned = await planFile(file, { vars: {}, env: {}, rehearsal: false, seed: 0 });
  if (planned.kind === 'invalid') throw new Error(planned.text);
  return clusterNeeds(planned.plan).flatMap(({ rights }) => [...rights.inject, ...rights.restore]);
}

/** What this account lacks; the authorizer learns of a new role a moment later. */
async function lacks(
  kubeconfig: string,
  real: ClusterAddress,
  rights: readonly Right[],
  until: (missing: readonly string[]) => boolean,
): Promise<readonly string[]> {
  await using clusters = createClusters(systemClock, () => undefined);
  const cluster = await clusters.connect({ ...real, kubeconfig });
  let missing: readonly string[] = [];
  for (let tries = 0; tries < 50; tries += 1) {
    const answers = await Promise.all(rights.map(async (right) => ({ right, allowed: await cluster.allowed(right, signal()) })));
    missing = answers.filter(({ allowed }) => !allowed).map(({ right }) => showRight(right));
    if (until(missing)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return missing;
}

if (address !== undefined) {
  describe('the role that rbac prints', () => {
    test('is enough for the whole run, and for nothing else', async () => {
      await using town = await openTown(address);
      await using account = await accountIn(town.namespace, address);
      using machine = town.machine(account.kubeconfig);
      const refused = await machine.firedrill('run', 'short.json');
      expect(refused.code, refused.err).toBe(4);
      await account.apply(await printed('short.json', machine.folder, '--service-account', `${town.namespace}/runner`));
      expect(await lacks(account.kubeconfig, address, await rightsIn(join(machine.folder, 'short.json')), (missing) => missing.length === 0)).toEqual([]);
      const others: readonly Right[] = [
        { verb: 'get', group: '', resource: 'secrets', namespace: town.namespace },
        { verb: 'delete', group: '', resource: 'pods', namespace: town.namespace },
        { verb: 'patch', group: 'apps', resource: 'deployments', namespace: town.namespace, name: 'web' },
        { verb: 'patch', group: 'apps', resource: 'deployments/scale', namespace: town.namespace, name: 'another' },
        { verb: 'list', group: '', resource: 'configmaps' },
        { verb: 'list', group: '', resource: 'configmaps', namespace: 'default' },
      ];
      expect(await lacks(account.kubeconfig, address, others, () => true)).toEqual(others.map(showRight));
      const held = await machine.firedrill('run', 'short.json');
      expect(held.code, held.out + held.err).toBe(0);
      expect(await town.isClean()).toBe(true);
    });

    test('without any one of the rights that restoring needs is refused by preflight, which names it', async () => {
      await using town = await openTown(address);
      await using account = await accountIn(town.namespace, address);
      using machine = town.machine(account.kubeconfig);
      const manifests = await printed('short.json', machine.folder, '--service-account', `${town.namespace}/runner`, '--name', 'drill');
      await account.apply(manifests);
      const planned = await planFile(join(machine.folder, 'short.json'), { vars: {}, env: {}, rehearsal: false, seed: 0 });
      if (planned.kind === 'invalid') throw new Error(planned.text);
      const [fault] = planned.plan.faults;
      const rights = fault?.plan.cluster?.rights;
      if (rights === undefined) throw new Error('no rights');
      await using clusters = createClusters(systemClock, () => undefined);
      const cluster = await clusters.connect({ ...address, kubeconfig: account.kubeconfig });
      const all = [...rights.inject, ...rights.restore];
      for (const right of rights.restore) {
        const rest = all.filter((one) => showRight(one) !== showRight(right));
        const [{ rules = [] } = { rules: [] }] = manifestsOf(rolesFor(rest), 'drill', { namespace: town.namespace, name: 'runner' });
        await town.cluster.patch(roles, { namespace: town.namespace, name: 'drill' }, JSON.parse(JSON.stringify({ rules })), signal());
        await lacks(account.kubeconfig, address, all, (missing) => missing.length === 1 || missing.every((one) => one === showRight(right)));
        const refusals = await missingRights(rights, { cluster }, signal());
        expect(refusals.map(({ why }) => why)).toEqual([`this user may not ${showRight(right)}, and to restore needs it`]);
      }
      // As a person sees it.
      const { code, err } = await machine.firedrill('run', 'short.json');
      const [last] = rights.restore.toReversed();
      expect([code, err]).toEqual([4, expect.stringContaining(`this user may not ${last === undefined ? '' : showRight(last)}, and to restore needs it`)]);
      expect(await town.isClean()).toBe(true);
    });

    const shipped = readdirSync(join(root, 'experiments/kubernetes')).filter((name) => name.endsWith('.yaml'));
    test.each(shipped)('is all that %s asks for', async (name) => {
      await using stage = await freshNamespace(address);
      await using account = await accountIn(stage.namespace, address);
      const file = join(root, 'experiments/kubernetes', name);
      const manifests = await printed(file, root, '--service-account', `${stage.namespace}/runner`, '--name', `fd-test-${randomBytes(4).toString('hex')}`);
      const rights = await rightsIn(file);
      expect((await lacks(account.kubeconfig, address, rights, () => true)).length).toBeGreaterThan(0);
      await account.apply(manifests);
      expect(await lacks(account.kubeconfig, address, rights, (missing) => missing.length === 0)).toEqual([]);
      expect(JSON.stringify(manifests)).not.toMatch(/secrets|"\*"/);
    });
  });
}
