import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { alertsOf } from '../../src/audit/alerts.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { budgets, services } from '../../src/domain/kubernetes/surroundings.ts';
import { deployments } from '../../src/domain/kubernetes/workloads.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createHttp } from '../../src/platform/http.ts';
import { bin, end, type Ended } from '../cli/firedrill.ts';
import type { ClusterStage } from '../contract/cluster.ts';
import { freshNamespace, realCluster } from '../kubernetes/real.ts';
import { startPrometheus } from '../probes/prometheus/real.ts';
import { systemProgram } from '../system.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const signal = (): AbortSignal => AbortSignal.timeout(10_000);
const prometheus = systemProgram('prometheus');
const rulesFile = 'groups: [{ name: shop, rules: [{ alert: Down, expr: \'up{job="careless"} == 0\' }, { record: all, expr: sum(up) }] }]';
const withRules = (program: string) => startPrometheus(program, { files: { 'prometheus.yml': 'rule_files: [rules.yml]', 'rules.yml': rulesFile } });

test.runIf(prometheus !== undefined)('the alerting rules of a real Prometheus are known', async () => {
  if (prometheus === undefined) return;
  await using server = await withRules(prometheus);
  await using http = createHttp();
  const found = await alertsOf({ url: `http://${server.host}`, headers: {} }, http, systemClock, signal());
  expect(found).toMatchObject({ kind: 'known', value: [{ name: 'Down', query: 'up{job="careless"} == 0' }] });
});

const address = realCluster();

describe.runIf(address !== undefined)('firedrill audit on a real cluster', () => {
  if (address === undefined) return;
  let stage: ClusterStage;
  let folder = '';

  beforeAll(async () => {
    stage = await freshNamespace(address);
    folder = await mkdtemp(join(tmpdir(), 'fd-audit-'));
    const { context, server, kubeconfig } = address;
    const config = { environments: { here: { production: false, contexts: { [context]: { server, kubeconfig } } } } };
    await writeFile(join(folder, 'firedrill.config.yaml'), JSON.stringify(config));
    await writeFile(join(folder, 'careless.yaml'), JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', ...careless }, null, 2));
    await stage.cluster.create(deployments, stage.namespace, careless, signal());
    await stage.cluster.create(
      services,
      stage.namespace,
      { metadata: { name: 'careless' }, spec: { selector: { app: 'careless' }, ports: [{ port: 80 }] } },
      signal(),
    );
    const spec = { minAvailable: 2, selector: { matchLabels: { app: 'careless' } } };
    await stage.cluster.create(budgets, stage.namespace, { metadata: { name: 'tight' }, spec }, signal());
    await stage.until('the budget has counted its pods', async () => {
      const found = await stage.cluster.get(budgets, { namespace: stage.namespace, name: 'tight' }, signal());
      return found?.status.expectedPods === 2;
    });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await stage[Symbol.asyncDispose]();
  });

  const audit = (...args: readonly string[]): Promise<Ended> =>
    end(process.execPath, [bin, 'audit', ...args], folder, { XDG_STATE_HOME: join(folder, 'state') });

  test('finds what is careless, and says the line to change', async () => {
    const { code, out, err } = await audit(stage.namespace, '--json', '--manifests', 'careless.yaml');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { findings, unknown } = JSON.parse(out) as { findings: readonly { rule: string; name: string; line?: number }[]; unknown: readonly object[] };
    const expected = ['no-readiness-probe careless', 'budget-blocks-drains tight', 'no-requests careless', 'no-memory-limit careless', 'image-floats careless', 'no-spread careless', 'liveness-checks-dependencies careless']; // prettier-ignore
    expect(findings.map(({ rule, name }) => `${rule} ${name}`)).toEqual(expect.arrayContaining(expected));
    const lines = (await readFile(join(folder, 'careless.yaml'), 'utf8')).split('\n');
    const floats = findings.find(({ rule }) => rule === 'image-floats');
    expect(lines[(floats?.line ?? 0) - 1]).toContain('localhost/tools:latest');
    expect(unknown).toMatchObject([{ rule: 'no-alert' }]);
  });

  test('ends with 1 where somebody wants no such finding', async () => {
    expect((await audit(stage.namespace, '--fail-on', 'high', '--environment', 'here')).code).toBe(1);
  });

  test('a namespace that is not there, a rule and an environment that are not, end with a way out', async () => {
    expect(await audit('no-such-namespace')).toMatchObject({
      code: 4,
      err: expect.stringContaining('Cannot audit no-such-namespace: there is no namespace') as string,
    });
    expect(await audit(stage.namespace, '--except', 'no-alerts')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean no-alert?') as string });
    expect(await audit(stage.namespace, '--environment', 'there')).toMatchObject({ code: 2, err: expect.stringContaining('It knows here.') as string });
    expect(await audit(stage.namespace, '--json', '--sarif')).toMatchObject({ code: 2 });
  });

  test('another server under the context’s name is not asked', async () => {
    const elsewhere = {
      environments: { here: { production: false, contexts: { [address.context]: { server: 'https://elsewhere.test:6443', kubeconfig: address.kubeconfig } } } },
    };
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'firedrill.config.yaml'), JSON.stringify(elsewhere));
    const ended = await end(process.execPath, [bin, 'audit', stage.namespace], other, {});
    expect(ended).toMatchObject({ code: 4, out: '', err: expect.stringContaining('the environment pins https://elsewhere.test:6443') as string });
  });
});

const careless: JsonObject = {
  metadata: { name: 'careless' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'careless' } },
    template: {
      metadata: { labels: { app: 'careless' } },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'main',
            image: 'localhost/tools:latest',
            imagePullPolicy: 'Never',
            command: ['sleep', '3600'],
            livenessProbe: { httpGet: { path: '/health/deep', port: 80 } },
          },
        ],
      },
    },
  },
};
