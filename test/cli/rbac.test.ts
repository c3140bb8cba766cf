import { parseAllDocuments } from 'yaml';
import { describe, expect, test, vi } from 'vitest';
import { flag, place, type Ended } from './firedrill.ts';

// A machine that is busy starts programs slowly.
vi.setConfig({ testTimeout: 60_000 });

interface Fault {
  readonly [key: string]: string | number;
}

/** A file with these faults, and one SLI of the cluster. */
function experiment(...faults: readonly Fault[]): string {
  const lines = faults.map((fault, index) => `  - ${JSON.stringify({ name: `f${index}`, for: '5s', ...fault })}\n`).join('');
  return flag
    .replace(/ {2}- name: off[\s\S]*?for: 5s\n/, lines)
    .replace('slis:\n', 'slis:\n  ready: { kubernetes: ready-replicas, workload: deployment/storefront, namespace: shop, context: eu }\n');
}

const kill = (namespace: string, context = 'eu'): Fault => ({ type: 'kubernetes.pod-kill', context, namespace, owner: 'deployment/storefront', count: 1 });
const scale = { type: 'kubernetes.scale', context: 'eu', namespace: 'shop', workload: 'deployment/cart', replicas: 0 };

async function rbac(text: string, ...args: readonly string[]): Promise<Ended> {
  await using here = await place();
  await here.write('drill.yaml', text);
  return await here.firedrill('rbac', 'drill.yaml', ...args);
}

const manifests = ({ out, err }: Ended): readonly Record<string, unknown>[] => {
  expect(err).toBe('');
  return parseAllDocuments(out).map((one) => one.toJS() as Record<string, unknown>);
};

describe.concurrent('rbac', () => {
  test('prints a role and its binding for each namespace, for one service account', async () => {
    const printed = manifests(await rbac(experiment(kill('shop'), kill('bank'), scale)));
    expect(printed.map(({ kind, metadata }) => [kind, metadata])).toMatchObject([
      ['Role', { name: 'firedrill-flag', namespace: 'bank' }],
      ['RoleBinding', { name: 'firedrill-flag', namespace: 'bank' }],
      ['Role', { name: 'firedrill-flag', namespace: 'shop' }],
      ['RoleBinding', { name: 'firedrill-flag', namespace: 'shop' }],
    ]);
    expect(printed[1]).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'firedrill-flag' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'bank', name: 'firedrill' }],
    });
  });

  test('names the one workload that is scaled, and the one that an SLI reads', async () => {
    const [role] = manifests(await rbac(experiment(scale)));
    expect(role?.['rules']).toEqual(
      expect.arrayContaining([
        { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['cart'], verbs: ['patch'] },
        { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['cart', 'storefront'], verbs: ['get'] },
      ]),
    );
  });

  test('flags what belongs to no namespace', async () => {
    const ended = await rbac(experiment({ ...kill('shop'), zone: 'zone-1' }), '--name', 'drill', '--service-account', 'drills/runner');
    expect(manifests(ended).at(-1)).toMatchObject({
      kind: 'ClusterRoleBinding',
      metadata: { name: 'drill' },
      subjects: [{ namespace: 'drills', name: 'runner' }],
    });
    expect(ended.out).toContain('# A ClusterRole, because this belongs to no namespace, or is looked at in all of them:\n#   list nodes: fault f0\napiVersion');
  });

  test('prints only what restoring needs, and in the words of the chart', async () => {
    const { out } = await rbac(experiment(kill('shop')), '--restoring', '--values', '--json');
    const { access } = JSON.parse(out) as { readonly access: readonly { readonly rules: readonly { readonly resources: readonly string[] }[] }[] };
    expect(access).toMatchObject([{ namespace: 'shop' }]);
    const resources = access.flatMap(({ rules }) => rules.flatMap((rule) => rule.resources));
    expect(resources).toContain('configmaps');
    expect(resources).not.toContain('pods/eviction');
  });

  test('prints JSON that kubectl applies', async () => {
    const { out } = await rbac(experiment(scale), '--json');
    expect(JSON.parse(out)).toMatchObject({ apiVersion: 'v1', kind: 'List', items: [{ kind: 'Role' }, { kind: 'RoleBinding' }] });
  });

  test('says so of a file that does nothing in a cluster', async () => {
    expect(await rbac(flag)).toMatchObject({ code: 0, out: '# drill.yaml does nothing in a cluster: it needs no role.\n' });
    expect(JSON.parse((await rbac(flag, '--json')).out)).toMatchObject({ kind: 'List', items: [] });
  });

  test('asks which cluster is meant, where there are several', async () => {
    const two = experiment(kill('shop'), { ...kill('shop', 'us'), owner: 'deployment/cart' });
    expect(await rbac(two)).toMatchObject({ code: 2, err: 'Cannot print a role: drill.yaml acts in 2 clusters.\n  Say which with --context: eu, us.\n' });
    expect((await rbac(two, '--context', 'us')).code).toBe(0);
  });

  test('says what a service account looks like, and what is wrong with a file', async () => {
    expect(await rbac(flag.replace('kind: Experiment', 'kind: Drill'))).toMatchObject({ code: 2, out: '' });
    expect(await rbac(experiment(scale), '--service-account', 'runner')).toMatchObject({
      code: 2,
      err: 'Cannot print a role: runner is no service account.\n  Write --service-account namespace/name.\n',
    });
  });
});
