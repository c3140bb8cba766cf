import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../experiments/shop/layout.ts';
import { helm, print, valuesOf } from '../charts/helm.ts';
import { bin, end } from '../cli/firedrill.ts';
import { kubeconform, validate } from './kubeconform.ts';

const folder = join(root, 'experiments/kubernetes');
const yamls = (path: string): readonly string[] => readdirSync(path).filter((name) => name.endsWith('.yaml'));
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'delete'] }];

describe.skipIf(kubeconform === undefined)('Kubernetes takes', () => {
  test.each(yamls(join(folder, 'manifests')))('the shop’s %s', (name) => {
    expect(validate(readFileSync(join(folder, 'manifests', name), 'utf8'))).toEqual([]);
  });

  test.each(yamls(folder))('the role that rbac prints for %s', async (name) => {
    const account = ['--service-account', 'tools/drills'];
    const { code, out, err } = await end(process.execPath, [bin, 'rbac', name, ...account], folder, {});
    expect([code, validate(out)], err).toEqual([0, []]);
  });

  test.skipIf(helm === undefined)('the chart, with everything in it that it can have', () => {
    const cluster = [{ apiGroups: [''], resources: ['nodes'], resourceNames: ['node-1'], verbs: ['get', 'patch'] }];
    const rights = { access: [{ namespace: 'shop', rules }], clusterAccess: cluster };
    const placed = { nodeSelector: { pool: 'drills' }, tolerations: [{ key: 'drills', operator: 'Exists' }] };
    const experiment = { schedule: '0 10 * * 2', timeZone: 'Europe/Berlin', run: '1', ...rights, restoring: rights, ...placed };
    const rest = { records: { claim: 'records' }, priorityClassName: 'low', sweeper: { ...rights, ...placed } };
    for (const values of [valuesOf(), valuesOf(experiment, rest)]) expect(validate(print(values))).toEqual([]);
  });
});

describe.skipIf(kubeconform === undefined)('it does not take', () => {
  const job = (spec: string): string => `apiVersion: batch/v1\nkind: Job\nmetadata: { name: one }\nspec: ${spec}\n`;
  const template = '{ spec: { containers: [{ name: main, ports: [{ containerPort: http }] }] } }';

  test.each([
    ['a key that is none', job('{ template: {}, backofLimit: 0 }'), /^Job one: .*backofLimit/],
    ['a value of the wrong type', job('{ template: {}, backoffLimit: none }'), /^Job one: .*backoffLimit.*integer/],
    ['a wrong type far down', job(`{ template: ${template} }`), /^Job one: .*containerPort.*integer/],
    ['what lacks a key', job('{}'), /^Job one: .*template/],
    ['a kind that is none', 'apiVersion: batch/v1\nkind: Jop\nmetadata: { name: one }\n', /^Jop one: could not find schema for Jop/],
    ['a kind of another group', 'apiVersion: apps/v1\nkind: Job\nmetadata: { name: one }\n', /^Job one: could not find schema for Job/],
    ['an object of no kind', 'apiVersion: batch/v1\nmetadata: { name: one }\n', /kind/],
    ['one key twice', `${job('{ template: {} }')}spec: { template: {} }\n`, /already/],
  ])('%s', (_what, yaml, problem) => {
    expect(validate(yaml)).toEqual([expect.stringMatching(problem)]);
  });

  test('nothing at all', () => {
    expect(() => validate('---\n# nothing\n')).toThrow('there is no object in it');
  });
});
