/** The demo shop's manifests, in a namespace of the test's own, while pods of it are deleted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apply, objectsOf, rolledOut, type Manifest } from './api.ts';
import { ownCluster } from './cluster.ts';
import { isPodReady, openStage, type Stage } from './stage.ts';
import { shopManifests } from './up.ts';

const cluster = ownCluster();
const image = 'localhost/firedrill-shop:1';
const rate = 100;
const seconds = 16;
const heard = z.object({ sent: z.number(), answers: z.record(z.string(), z.number()) });

/** Runs in a pod: so many checkouts a second, however long each takes, over connections that are kept. */
const load = `
import { Pool } from 'undici';
const pool = new Pool('http://storefront', { connections: 20 });
const answers = {}, failed = [];
const say = (what) => (answers[what] = (answers[what] ?? 0) + 1, what === 200 || failed.push(Math.round(performance.now() - began)));
const ask = () => pool.request({ path: '/checkout', method: 'POST', headersTimeout: 5000 })
  .then(async ({ statusCode, body }) => (await body.dump(), say(statusCode)), (error) => say(error.code ?? error.message));
const all = [], began = performance.now();
while (all.length < ${rate * seconds}) {
  while (all.length < Math.min(${rate * seconds}, (performance.now() - began) * ${rate / 1000})) all.push(ask());
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await Promise.all(all);
console.log(JSON.stringify({ sent: all.length, answers, failedAt: [failed[0], failed.at(-1)] }));
`;

const service = z.looseObject({ ports: z.array(z.looseObject({ nodePort: z.number().optional() })) });

/** The same object elsewhere, without the port on every node: that one is taken by the shop itself. */
function movedTo(namespace: string, object: Manifest): Manifest {
  const moved = { ...object, metadata: { ...object.metadata, namespace } };
  if (object.kind !== 'Service') return moved;
  const spec = service.parse(object['spec']);
  return { ...moved, spec: { ...spec, type: 'ClusterIP', ports: spec.ports.map((port) => ({ ...port, nodePort: undefined })) } };
}

describe.skipIf(cluster === undefined)('the demo shop on the cluster', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(cluster?.kubeconfig ?? '');
    const objects = objectsOf(shopManifests).filter(({ kind }) => kind !== 'Namespace');
    await apply(
      stage.config,
      objects.map((object) => movedTo(stage.namespace, object)),
    );
    await stage.idle('load', image, ['node', '-e', 'setInterval(() => {}, 1000)']);
    await rolledOut(stage.config, stage.namespace);
  }, 150_000);
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  async function deleteOne(name: string): Promise<void> {
    const { namespace, core } = stage;
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: `app.kubernetes.io/name=${name}` });
    const victim = items.find(isPodReady)?.metadata?.name;
    expect(victim).toBeDefined();
    await core.deleteNamespacedPod({ namespace, name: victim ?? '' });
  }

  test('loses no shopper to two deleted storefronts and a deleted catalog at 100 checkouts a second', async () => {
    const loading = stage.exec('load', ['node', '--input-type=module', '-e', load]);
    await sleep(2000);
    await deleteOne('storefront');
    await sleep(4000);
    await deleteOne('catalog');
    await sleep(2000);
    await deleteOne('storefront');
    const { said } = await loading;
    const { sent, answers } = heard.parse(JSON.parse(said));
    expect(sent).toBe(rate * seconds);
    // A machine with two cores and much else to do may be late to tell every node that a pod is leaving.
    expect(sent - (answers['200'] ?? 0), said).toBeLessThanOrEqual(sent * 0.002);
  }, 90_000);
});
