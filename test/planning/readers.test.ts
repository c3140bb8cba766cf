import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../src/engine/plan.ts';
import { planFile } from '../../src/planning/plan-file.ts';

const text = (context: string, environment: string): string => `
apiVersion: firedrill/v1
kind: Experiment
name: kill
hypothesis: All pods stay ready.
${environment}
slis: { ready: { kubernetes: ready-replicas, workload: deployment/storefront, namespace: shop${context} } }
steady-state: { ready: { at-least: 3 } }
faults: [{ type: command, inject: [touch, off], restore: [rm, off], for: 5s }]
expect: { during: { ready: { at-least: 2 } } }
abort: { ready: { below: 2 } }
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fd-readers-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function planned(contexts: string, said: { context?: string; environment?: string } = {}): Promise<Plan> {
  const context = said.context === undefined ? '' : `, context: ${said.context}`;
  await writeFile(join(folder, 'kill.yaml'), text(context, said.environment ?? 'environment: local'));
  await writeFile(join(folder, 'firedrill.config.yaml'), `environments:\n  local: { production: false, contexts: {${contexts}} }\n`);
  const found = await planFile(join(folder, 'kill.yaml'), { vars: {}, env: {}, rehearsal: false, seed: 7 });
  if (found.kind === 'invalid') throw new Error(found.text);
  return found.plan;
}
const whys = async (plan: Plan): Promise<readonly string[]> => (await plan.forbidden()).map(({ why }) => why);

const one = 'eu: https://10.0.0.1:6443';
const two = `${one}, us: https://10.0.0.2:6443`;

test('an SLI reads the cluster that its environment pins, in any namespace', async () => {
  expect(await whys(await planned(one))).toEqual([]);
  expect(await whys(await planned(two, { context: 'us' }))).toEqual([]);
});

test('no other cluster may be read unawares', async () => {
  expect(await whys(await planned(''))).toEqual(['the SLI ready reads a cluster, and environment local pins none.']);
  expect(await whys(await planned(two))).toEqual(['the SLI ready names no context, and environment local has 2.']);
  expect(await whys(await planned(one, { context: 'ue' }))).toEqual(['the SLI ready names context ue, and environment local does not pin it.']);
  expect(await whys(await planned(one, { environment: '' }))).toEqual(['the SLI ready reads a cluster, and without an environment none is pinned.']);
});

test('an environment that is no good is reason enough', async () => {
  expect(await whys(await planned(one, { environment: 'environment: nowhere' }))).toHaveLength(1);
});

test('the time to detect counts a silent node', async () => {
  const [detection] = (await planned(one)).detection;
  expect(detection?.why).toContain('50 s for which a node may be silent');
  expect(detection?.worst).toBe(52_250);
});
