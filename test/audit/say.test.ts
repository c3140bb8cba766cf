import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { codeOf } from '../../src/cli/audit-namespace.ts';
import { auditJson } from '../../src/audit/json.ts';
import type { Audit, Finding } from '../../src/audit/judge.ts';
import { rules } from '../../src/audit/rules.ts';
import { auditSarif } from '../../src/audit/sarif.ts';
import { showAudit, type Audited } from '../../src/audit/show.ts';
import { sarifShape } from './sarif-shape.ts';
import { auditOf, shop } from './shop.ts';

async function audited(): Promise<Audited> {
  const parts = shop();
  parts.replicas = 1;
  parts.budgets = {};
  parts.container['image'] = 'shop:1.2';
  parts.alerts = { kind: 'unknown', why: 'the environment names no Prometheus' };
  const audit = await auditOf(parts);
  const placeOf = ({ rule }: Finding) => (rule === 'single-replica' ? { file: 'deploy/my shop.yaml', line: 11 } : undefined);
  const cluster = { context: 'eu', server: 'https://10.0.0.1:6443' };
  return { scene: { namespace: 'shop', workloads: [], asleep: ['deployment/old'] }, cluster, audit, placeOf };
}

test('people read the worst first, with the line to change', async () => {
  expect(showAudit(await audited())).toBe(`namespace shop of eu (https://10.0.0.1:6443): 0 workloads; 1 high, 0 medium, 1 low
not judged, since they want no pods: deployment/old

HIGH     deployment/storefront: it has a single pod: while that is killed, drained or moved, nothing does its work
         deploy/my shop.yaml:11  spec.replicas
         → replicas: 2 or more, or say who can do without it   (single-replica)

LOW      deployment/storefront: shop:1.2 can be pushed again under the same tag, and then nodes run different code
         spec.template.spec.containers[0].image
         → shop:1.2@sha256:…, as the registry gives it   (image-without-digest)

UNKNOWN  no-alert: the environment names no Prometheus`);
});

test('programs read all of it', async () => {
  const said: unknown = JSON.parse(auditJson(await audited()));
  expect(said).toMatchObject({
    schemaVersion: 1,
    context: 'eu',
    namespace: 'shop',
    findings: [
      { rule: 'single-replica', severity: 'high', kind: 'Deployment', name: 'storefront', field: 'spec.replicas', file: 'deploy/my shop.yaml', line: 11 },
      { rule: 'image-without-digest', severity: 'low' },
    ],
    unknown: [{ rule: 'no-alert', severity: 'medium' }],
  });
});

test('SARIF has the shape that its schema asks for', async () => {
  const valid = new Ajv({ strict: false, validateFormats: false }).compile(sarifShape);
  const log: unknown = JSON.parse(auditSarif(await audited(), '1.2.3'));
  expect(valid(log) ? [] : valid.errors).toEqual([]);
  const [first, second] = (log as { runs: [{ results: readonly { locations: readonly object[]; ruleIndex: number; ruleId: string }[] }] }).runs[0].results;
  expect(first).toMatchObject({
    ruleId: 'single-replica',
    level: 'error',
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'deploy/my%20shop.yaml' }, region: { startLine: 11 } },
        logicalLocations: [{ fullyQualifiedName: 'eu/shop/deployment/storefront/spec.replicas' }],
      },
    ],
  });
  expect(second?.locations[0]).not.toHaveProperty('physicalLocation');
  for (const result of [first, second]) expect(rules[result?.ruleIndex ?? -1]?.id).toBe(result?.ruleId);
});

test('findings end with 0, unless somebody said at which severity they do not', () => {
  const at = (severity: Finding['severity']) => ({ rule: 'x', severity, kind: 'Deployment', name: 'x', field: 'x', why: 'x', change: 'x' });
  const nothing: Audit = { findings: [], unknown: [] };
  expect(codeOf({ findings: [at('high')], unknown: [] }, undefined)).toBe(0);
  expect(codeOf({ findings: [at('medium')], unknown: [] }, 'high')).toBe(0);
  expect(codeOf({ findings: [at('medium')], unknown: [] }, 'medium')).toBe(1);
  expect(codeOf({ findings: [at('high')], unknown: [] }, 'low')).toBe(1);
  expect(codeOf(nothing, 'low')).toBe(0);
});

test('what could not be judged is no pass', () => {
  const unknown = [{ rule: 'no-alert', severity: 'medium', why: 'no Prometheus' }] as const;
  expect(codeOf({ findings: [], unknown }, undefined)).toBe(0);
  expect(codeOf({ findings: [], unknown }, 'high')).toBe(0);
  expect(codeOf({ findings: [], unknown }, 'medium')).toBe(6);
});
