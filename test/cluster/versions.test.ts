/** What is built, what is looked for, and what CI keeps are the same versions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placesOf } from './places.ts';
import { versions } from './programs.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');

test('the Go modules require the versions that the cluster looks for', () => {
  expect(read('go/go.mod')).toContain(`k8s.io/kubernetes v${versions.kube}\n`);
  expect(read('dns/go.mod')).toMatch(new RegExp(`github.com/coredns/coredns v${versions.coredns}$`, 'm'));
});

test('.ci/provision builds the versions that the cluster looks for', () => {
  const provision = read('../../.ci/provision');
  expect(provision).toContain(`kube_version=${versions.kube}\n`);
  expect(provision).toContain(`kube_router_version=${versions.router}\n`);
  expect(provision).toContain(`coredns_version=${versions.coredns}\n`);
});

test('a cluster has a name of small letters and one to nine nodes', () => {
  expect(placesOf('spare', 1)).toMatchObject({ folder: '/var/lib/firedrill-cluster-spare', ports: { api: 0, shop: 0 } });
  for (const name of ['../etc', 'A', '', 'far-too-long-a-name']) expect(() => placesOf(name, 1), name).toThrow('small letters');
  for (const nodes of [0, 10, 1.5, Number.NaN]) expect(() => placesOf('spare', nodes), String(nodes)).toThrow('from 1 to 9');
});
