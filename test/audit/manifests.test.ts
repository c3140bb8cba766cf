import { expect, test } from 'vitest';
import { placesIn } from '../../src/audit/manifests.ts';

const text = `# the shop
apiVersion: v1
kind: Service
metadata: { name: storefront }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: storefront
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: main
          image: shop:1
        - { name: side,
            image: side:1 }
`;
const place = (field: string, kind = 'Deployment', manifests = [{ file: 'shop.yaml', text }]) => placesIn(manifests)({ kind, name: 'storefront', field });

test.each([
  ['spec.replicas', 11],
  ['spec.template.spec.containers[0].image', 16],
  ['spec.template.spec.containers[1].image', 18],
  ['metadata.name', 9],
])('%s stands in line %d', (field, line) => {
  expect(place(field)).toEqual({ file: 'shop.yaml', line });
});

test('what is missing has the place of what it belongs into', () => {
  expect(place('spec.template.spec.containers[0].livenessProbe.httpGet.path')?.line).toBe(15);
  expect(place('spec.template.spec.topologySpreadConstraints')?.line).toBe(13);
  expect(place('a PodDisruptionBudget, which is missing')?.line).toBe(6);
});

test('an object that stands nowhere, or twice, has no place', () => {
  expect(place('spec.replicas', 'StatefulSet')).toBeUndefined();
  expect(
    place('spec.replicas', 'Deployment', [
      { file: 'a.yaml', text },
      { file: 'b.yaml', text },
    ]),
  ).toBeUndefined();
  expect(place('spec.replicas', 'Deployment', [{ file: 'values.yaml', text: '' }])).toBeUndefined();
});

test('a file that is no YAML does not keep others from being read', () => {
  const chart = { file: 'chart.yaml', text: '{{- if .Values.on }}\nkind: Deployment\n{{- end }}\n- [' };
  const list = { file: 'list.yaml', text: '- a\n- b\n---\njust text\n' };
  expect(place('spec.replicas', 'Deployment', [chart, list, { file: 'shop.yaml', text }])).toEqual({ file: 'shop.yaml', line: 11 });
});
