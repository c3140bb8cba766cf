import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { showRight } from '../../src/domain/kubernetes/right.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { clusterNeeds } from '../../src/planning/cluster-needs.ts';
import { planFile } from '../../src/planning/plan-file.ts';

interface Said {
  readonly url?: string;
  readonly in?: string;
  readonly more?: string;
  readonly environment?: string;
  /** Of the environment. */
  readonly keys?: string;
}

const text = ({ url = 'http://storefront.shop/checkout', in: place = '{ namespace: shop }', more = '', environment = 'environment: local' }: Said): string => `
apiVersion: firedrill/v1
kind: Experiment
name: slow
hypothesis: It holds.
${environment}
load: { checkout: { get: "${url}", rate: 200/s, in: ${place}${more} } }
slis: { ok: { load: checkout, measure: success-ratio } }
steady-state: { ok: { at-least: 99% } }
faults: [{ type: command, inject: [touch, off], restore: [rm, off], for: 5s }]
expect: { during: { ok: { at-least: 99% } } }
abort: { ok: { below: 80%, for: 2s } }
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fd-loads-'));
});
afterEach(() => rm(folder, { recursive: true }));

const image = 'load-image: registry.example/firedrill:1';
const eu = 'contexts: { eu: https://10.0.0.1:6443 }';
const whole = `hosts: [storefront.shop], namespaces: [shop], ${eu}, ${image}`;

async function reading(said: Said): ReturnType<typeof planFile> {
  await writeFile(join(folder, 'slow.yaml'), text(said));
  await writeFile(join(folder, 'firedrill.config.yaml'), `environments:\n  local: { production: false, ${said.keys ?? whole} }\n`);
  return planFile(join(folder, 'slow.yaml'), { vars: {}, env: { TOKEN: 's3cr3t-token' }, rehearsal: false, seed: 7 });
}

async function planned(said: Said = {}): Promise<Plan> {
  const found = await reading(said);
  if (found.kind === 'invalid') throw new Error(found.text);
  return found.plan;
}

const refusals = async (said: Said) => (await planned(said)).forbidden();
const whys = async (said: Said): Promise<readonly string[]> => (await refusals(said)).map(({ why }) => why);

async function complaint(said: Said): Promise<string> {
  const found = await reading(said);
  return found.kind === 'invalid' ? found.text.replaceAll(folder, '') : 'valid';
}

test('a load says where it is sent from, and the environment by which image', async () => {
  const plan = await planned();
  expect(plan.experiment.load).toMatchObject([{ name: 'checkout', in: { namespace: 'shop' } }]);
  expect(plan.loadImage).toBe('registry.example/firedrill:1');
  expect(await plan.forbidden()).toEqual([]);
  expect(await whys({ in: '{ namespace: shop, context: eu }' })).toEqual([]);
});

describe('the environment has a say in it', () => {
  test('by its contexts', async () => {
    const two = whole.replace(eu, 'contexts: { eu: https://10.0.0.1:6443, us: https://10.0.0.2:6443 }');
    expect(await whys({ keys: two })).toEqual(['load checkout names no context, and environment local has 2.']);
    expect(await refusals({ in: '{ namespace: shop, context: ue }' })).toEqual([
      { why: 'load checkout names context ue, and environment local does not pin it.', hint: 'It pins eu.' },
    ]);
    expect(await whys({ keys: whole.replace(`${eu}, `, '') })).toEqual(['load checkout runs in a cluster, and environment local pins none.']);
  });

  test('by its namespaces, which never are those of Kubernetes', async () => {
    expect(await whys({ in: '{ namespace: bank }' })).toEqual(['load checkout runs in namespace bank, and environment local allows shop.']);
    expect(await whys({ in: '{ namespace: kube-system }', keys: whole.replace('[shop]', '["*"]') })).toEqual([
      "load checkout runs in kube-system, which is Kubernetes' own.",
    ]);
  });

  test('by its hosts', async () => {
    expect(await whys({ url: 'http://payments.shop/' })).toEqual([
      'load checkout touches payments.shop, and environment local does not allow that host.',
      'an SLI touches payments.shop, and environment local does not allow that host.',
    ]);
  });

  test('by its image', async () => {
    const [refusal] = await refusals({ keys: whole.replace(`, ${image}`, '') });
    expect(refusal?.why).toBe('load checkout runs in a cluster, and environment local names no image for it.');
    expect(refusal?.hint).toMatch(/^Add load-image: <firedrill’s image> to environment local in .*firedrill\.config\.yaml\.$/);
  });

  test('by being there', async () => {
    expect(await whys({ environment: '' })).toEqual([
      'load checkout touches storefront.shop, and without an environment everything is loopback.',
      'an SLI touches storefront.shop, and without an environment everything is loopback.',
      'load checkout runs in a cluster, and without an environment none is pinned.',
    ]);
  });
});

test('what came from a variable stays out of a Job', async () => {
  expect(await refusals({ more: ', headers: { authorization: "Bearer ${env:TOKEN}" }' })).toEqual([
    {
      why: 'load checkout carries what came from a variable or a file, and the Job that sends it would show it to whoever may read Jobs.',
      hint: 'Send it from the runner, without in:; or say what is no secret by vars: and --var.',
    },
  ]);
});

test('what a pod cannot send is a mistake in the file', async () => {
  const line = 'load: { checkout: { get: "http://127.0.0.1:8080/", rate: 200/s, in: { namespace: shop } } }';
  expect(await complaint({ url: 'http://127.0.0.1:8080/' })).toBe(`/slow.yaml:7:65  load checkout is sent from a pod, for which 127.0.0.1 is that pod itself.
  7 | ${line}
    | ${' '.repeat(64)}^^  expected an address that the cluster knows, such as http://storefront.shop/checkout
`);
  expect(await complaint({ more: `, headers: { x: "${'a'.repeat(100_000)}" }` })).toContain('load checkout is longer than a pod can be told.');
  expect(await complaint({ in: '{ namespace: Shop }' })).toContain('expected a namespace, such as shop');
  expect(await complaint({ in: '{ namespace: shop, image: x }' })).toContain('image is not a key of in of load checkout.');
  expect(await complaint({ in: '{ context: eu }' })).toContain('expected the namespace that its Job runs in');
});

test('its rights are among those of the run, what ends it among those of restoring', async () => {
  const needs = clusterNeeds(await planned({ in: '{ namespace: shop, context: eu }' }));
  expect(needs).toMatchObject([{ by: 'load checkout', context: 'eu' }]);
  const [need] = needs;
  expect(need?.rights.inject.map(showRight)).toEqual([
    'create configmaps in namespace shop',
    'patch configmaps in namespace shop',
    'create jobs in namespace shop',
    'patch jobs in namespace shop',
    'get pods/log in namespace shop',
  ]);
  expect(need?.rights.restore.map(showRight)).toEqual([
    'get namespaces "shop" in namespace shop',
    'get leases "firedrill" in namespace shop',
    'list configmaps in namespace shop',
    'delete configmaps in namespace shop',
    'get jobs in namespace shop',
    'delete jobs in namespace shop',
    'list pods in namespace shop',
  ]);
});

test('the time to detect counts its way to the runner', async () => {
  const [detection] = (await planned()).detection;
  expect(detection?.worst).toBe(15_000);
  expect(detection?.why).toContain('a request that hangs fails at its timeout of 10 s, and comes from its pod 1 s later at worst');
});
