import { describe, expect, test } from 'vitest';
import { rules } from '../../src/audit/rules.ts';
import { severities } from '../../src/audit/rule.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { pathOf } from '../../src/domain/kubernetes/resource.ts';
import { pods } from '../../src/domain/kubernetes/pods.ts';
import { autoscalers, budgets } from '../../src/domain/kubernetes/surroundings.ts';
import { daemonSets, deployments, statefulSets } from '../../src/domain/kubernetes/workloads.ts';
import type { FakeCluster } from '../fakes/cluster.ts';
import { auditOf, shop, type Shop } from './shop.ts';

type Change = (parts: Shop) => void;

async function found(change: Change): Promise<readonly string[]> {
  const parts = shop();
  change(parts);
  const { findings } = await auditOf(parts);
  return findings.map(({ rule, kind, name, field }) => `${rule}: ${kind}/${name} ${field}`);
}
async function whys(change: Change): Promise<readonly string[]> {
  const parts = shop();
  change(parts);
  return (await auditOf(parts)).findings.map(({ why }) => why);
}

const container = 'spec.template.spec.containers[0]';
const own = (rule: string, field: string): readonly string[] => [`${rule}: Deployment/storefront ${field}`];
const budget = (rule: string, field: string, name = 'storefront'): readonly string[] => [`${rule}: PodDisruptionBudget/${name} ${field}`];
/** Changes an object as it is in the cluster. */
const patched =
  (resource: Parameters<FakeCluster['all']>[0], change: (object: JsonObject, index: number) => JsonObject) =>
  (cluster: FakeCluster): void => {
    for (const [index, one] of cluster.all(resource, 'shop').entries()) {
      const path = pathOf(resource, { namespace: 'shop', name: one.metadata.name });
      cluster.objects.set(path, { ...one, ...change(one, index), metadata: one.metadata });
    }
  };
/** Puts the pods onto nodes, one after the other. */
const onto = (...names: readonly string[]) =>
  patched(pods, (pod, index) => ({ spec: { ...(pod['spec'] as JsonObject), nodeName: names[index % names.length] ?? '' } }));

test('nothing is found in a namespace that lacks nothing, and nothing is unknown', async () => {
  expect(await auditOf(shop())).toEqual({ findings: [], unknown: [] });
});

test('every rule has an id of its own, and the worst come first', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  const ranks = rules.map(({ severity }) => severities.indexOf(severity));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
});

const lone: Change = (parts) => {
  parts.replicas = 1;
  parts.budgets = {};
};
const scaled =
  (spec: JsonObject): Change =>
  (parts) => {
    parts.others.push([
      autoscalers,
      { metadata: { name: 'sizer' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'storefront' }, maxReplicas: 9, ...spec } },
    ]);
  };

const cases: readonly (readonly [string, Change, readonly string[]])[] = [
  ['a single pod', lone, own('single-replica', 'spec.replicas')],
  ['an autoscaler that may come down to one', scaled({}), ['single-replica: HorizontalPodAutoscaler/sizer spec.minReplicas']],
  ['an autoscaler that keeps two', scaled({ minReplicas: 2 }), []],
  ['no budget', (parts) => (parts.budgets = {}), own('no-budget', 'a PodDisruptionBudget, which is missing')],
  ['a budget that allows none', (parts) => (parts.budgets['storefront'] = { spec: { maxUnavailable: 0, selector: { matchLabels: parts.labels } } }), budget('budget-blocks-drains', 'spec.maxUnavailable')],
  ['a budget of 100 %', (parts) => (parts.budgets['storefront'] = { spec: { minAvailable: '100%', selector: { matchLabels: parts.labels } } }), budget('budget-blocks-drains', 'spec.minAvailable')],
  ['a budget of as many as there are', (parts) => (parts.afterwards = patched(budgets, () => ({ status: { observedGeneration: 1, expectedPods: 3, desiredHealthy: 3 } }))), budget('budget-blocks-drains', 'spec.minAvailable')],
  ['a budget that is spent for a moment', (parts) => (parts.afterwards = patched(budgets, () => ({ status: { observedGeneration: 1, expectedPods: 3, desiredHealthy: 2, currentHealthy: 2, disruptionsAllowed: 0 } }))), []],
  ['a budget whose count is of an older one', (parts) => (parts.afterwards = patched(budgets, () => ({ status: { observedGeneration: 0, expectedPods: 3, desiredHealthy: 3 } }))), []],
  ['a budget that selects nothing', (parts) => (parts.budgets['ghost'] = { spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'ghost' } } } }), budget('budget-selects-nothing', 'spec.selector', 'ghost')],
  ['a budget without a selector', (parts) => (parts.budgets['ghost'] = { spec: { maxUnavailable: 1 } }), budget('budget-selects-nothing', 'spec.selector', 'ghost')],
  ['two budgets on the same pods', (parts) => (parts.budgets['all'] = { spec: { maxUnavailable: 1, selector: {} } }), own('overlapping-budgets', 'spec.template.metadata.labels')],
  ['no readiness probe', (parts) => delete parts.container['readinessProbe'], own('no-readiness-probe', `${container}.readinessProbe`)],
  ['no readiness probe where no Service sends anything', (parts) => { delete parts.container['readinessProbe']; parts.services = {}; }, []],
  ['no liveness probe', (parts) => delete parts.container['livenessProbe'], own('no-liveness-probe', `${container}.livenessProbe`)],
  ['no requests', (parts) => (parts.container['resources'] = { limits: { memory: '64Mi' } }), own('no-requests', `${container}.resources.requests`)],
  ['no memory limit', (parts) => (parts.container['resources'] = { requests: { cpu: 1, memory: '64Mi' } }), own('no-memory-limit', `${container}.resources.limits.memory`)],
  ['nothing that spreads', (parts) => (parts.spec = {}), own('no-spread', 'spec.template.spec.topologySpreadConstraints')],
  ['pods that shun each other', (parts) => (parts.spec = { affinity: { podAntiAffinity: {} } }), []],
  ['all pods on one node', (parts) => (parts.afterwards = onto('node-1')), own('one-node', 'spec.template.spec.topologySpreadConstraints')],
  ['all pods in one zone', (parts) => { parts.zones['node-2'] = 'zone-1'; parts.afterwards = onto('node-1', 'node-2'); }, own('one-zone', 'spec.template.spec.topologySpreadConstraints')],
  ['a cluster of one zone', (parts) => (parts.zones = { 'node-1': 'zone-1', 'node-2': 'zone-1' }), ['one-zone: Namespace/shop nodes in other zones, which are missing']],
  ['latest', (parts) => (parts.container['image'] = 'shop:latest'), own('image-floats', `${container}.image`)],
  ['no tag, behind a port', (parts) => (parts.container['image'] = 'registry.test:5000/shop'), own('image-floats', `${container}.image`)],
  ['a tag that may be pushed again', (parts) => (parts.container['image'] = 'registry.test:5000/shop:1.2'), own('image-without-digest', `${container}.image`)],
  ['pulling always', (parts) => (parts.container['imagePullPolicy'] = 'Always'), own('image-pull', `${container}.imagePullPolicy`)],
  ['pulling never', (parts) => (parts.container['imagePullPolicy'] = 'Never'), own('image-pull', `${container}.imagePullPolicy`)],
  ['pulling what floats', (parts) => Object.assign(parts.container, { image: 'shop', imagePullPolicy: 'Always' }), own('image-floats', `${container}.image`)],
  ['a pod that nothing owns', (parts) => parts.others.push([pods, { metadata: { name: 'lone' }, spec: {} }]), ['ownerless-pod: Pod/lone metadata.ownerReferences']],
  ['a pod that has ended', (parts) => parts.others.push([pods, { metadata: { name: 'lone' }, spec: {}, status: { phase: 'Succeeded' } }]), []],
  ['no alert', (parts) => (parts.alerts = { kind: 'known', value: [] }), own('no-alert', 'an alerting rule, which is missing')],
  ['a workload that wants no pods', (parts) => parts.others.push([deployments, { metadata: { name: 'old' }, spec: { replicas: 0, selector: {}, template: {} } }]), []],
]; // prettier-ignore

test.each(cases)('%s', async (_, change, expected) => {
  expect(await found(change)).toEqual(expected);
});

test('a LimitRange may give what a template lacks: the pods show it', async () => {
  const change: Change = (parts) => {
    const given = parts.container['resources'] as JsonObject;
    parts.container['resources'] = {};
    parts.afterwards = patched(pods, (pod) => ({ spec: { ...(pod['spec'] as JsonObject), containers: [{ name: 'main', resources: given }] } }));
  };
  expect(await found(change)).toEqual([]);
});

test('StatefulSets and DaemonSets are judged, too', async () => {
  const spec = {
    selector: { matchLabels: { app: 'x' } },
    template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'main', image: 'x' }] } },
  };
  const change: Change = (parts) => {
    parts.others.push([statefulSets, { metadata: { name: 'db' }, spec: { ...spec, replicas: 1 } }], [daemonSets, { metadata: { name: 'agent' }, spec }]);
    parts.alerts = {
      kind: 'known',
      value: [...(parts.alerts.kind === 'known' ? parts.alerts.value : []), { name: 'Db', query: 'agent_up', labels: { of: 'db' }, annotations: {} }],
    };
  };
  const each = (name: string): readonly string[] => [
    `no-requests: ${name} ${container}.resources.requests`,
    `no-memory-limit: ${name} ${container}.resources.limits.memory`,
    `image-floats: ${name} ${container}.image`,
    `no-liveness-probe: ${name} ${container}.livenessProbe`,
  ];
  expect((await found(change)).toSorted()).toEqual(
    [...each('DaemonSet/agent'), ...each('StatefulSet/db'), 'single-replica: StatefulSet/db spec.replicas'].toSorted(),
  );
});

describe('a liveness probe that checks what the process depends on', () => {
  const liveness =
    (probe: object, more?: Change): Change =>
    (parts) => {
      parts.container['livenessProbe'] = probe;
      more?.(parts);
    };
  const signs = (probe: object, more?: Change) => whys(liveness(probe, more));
  const then = '; if that asks for what it depends on, an outage there restarts every pod';

  test.each(['/ready', '/readyz', '/health/deep', '/healthz?full=1', '/status/dependencies', '/db-check'])('%s sounds like it', async (path) => {
    const [why = '', ...others] = await signs({ httpGet: { path, port: 8080 } });
    expect(why).toContain(`its liveness probe asks ${path}, and "`);
    expect(why).toContain(then);
    expect(others).toEqual([]);
  });

  test.each(['/health', '/healthz', '/livez', '/already', '/'])('%s does not', async (path) => {
    expect(await signs({ httpGet: { path, port: 8080 } })).toEqual([]);
  });

  test('may be the readiness probe', async () => {
    const same = { httpGet: { path: '/up', port: 8080 } };
    expect(await signs(same, (parts) => (parts.container['readinessProbe'] = same))).toEqual([
      `its liveness probe asks /up, as its readiness probe does${then}`,
    ]);
    expect(await signs(same, (parts) => (parts.container['readinessProbe'] = { httpGet: { path: '/up', port: 8081 } }))).toEqual([]);
    const run = { exec: { command: ['check'] } };
    expect(await signs(run, (parts) => (parts.container['readinessProbe'] = run))).toEqual([
      `its liveness probe runs the same command as its readiness probe${then}`,
    ]);
  });

  test('may ask another host', async () => {
    expect(await signs({ httpGet: { path: '/', port: 80, host: 'db.test' } })).toEqual([`its liveness probe asks db.test, which is not the pod${then}`]);
    expect(await signs({ tcpSocket: { port: 5432, host: 'db.test' } })).toEqual([`its liveness probe asks db.test, which is not the pod${then}`]);
    expect(await signs({ tcpSocket: { port: 5432 } })).toEqual([]);
  });

  test('may name another Service', async () => {
    const withDb: Change = (parts) => (parts.services['db'] = { selector: { app: 'db' } });
    const run = (command: string) => signs({ exec: { command: ['sh', '-c', command] } }, withDb);
    expect(await run('curl -f http://db:5432/')).toEqual([`its liveness probe names service db${then}`]);
    expect(await run('pg_isready -h db')).toEqual([`its liveness probe names service db${then}`]);
    expect(await run('test -e /var/run/dbus.sock; mydb --db')).toEqual([]);
    expect(await run('curl -f http://storefront/')).toEqual([]);
  });
});

describe('what is not known', () => {
  const unknown = async (change: Change) => {
    const parts = shop();
    change(parts);
    return (await auditOf(parts)).unknown.map(({ rule, why }) => `${rule}: ${why}`);
  };

  test('is said, and nothing is found for it', async () => {
    const change: Change = (parts) => (parts.alerts = { kind: 'unknown', why: 'the environment names no Prometheus' });
    expect(await unknown(change)).toEqual(['no-alert: the environment names no Prometheus']);
    expect(await found(change)).toEqual([]);
  });

  test('are the zones of nodes that do not say theirs', async () => {
    const change: Change = (parts) => (parts.zones['node-1'] = '');
    expect(await unknown(change)).toEqual(['one-zone: not every node says its zone (label topology.kubernetes.io/zone)']);
  });

  test('is not asked for a rule that is left out', async () => {
    const parts = shop();
    parts.alerts = { kind: 'unknown', why: 'no' };
    expect(await auditOf(parts, ['no-alert'])).toEqual({ findings: [], unknown: [] });
  });
});
