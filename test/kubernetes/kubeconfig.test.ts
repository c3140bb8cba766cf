import { describe, expect, test } from 'vitest';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configure, locate } from '../../src/kubernetes/kubeconfig.ts';
import { kubeconfigOf } from './broken-api.ts';

interface Home extends Disposable {
  readonly path: string;
  file(name: string, text: string): string;
}

function home(): Home {
  const path = mkdtempSync(join(tmpdir(), 'fd-kube-'));
  const file = (name: string, text: string): string => {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), text);
    return join(path, name);
  };
  return { path, file, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const variables =
  (values: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    values[name];
const [stage, live] = ['https://stage.test:6443', 'https://live.test:6443'];

describe('a context is found', () => {
  test('in the file that the environment names, before any variable', () => {
    using here = home();
    const kubeconfig = here.file('own', kubeconfigOf({ stage }));
    const other = here.file('other', kubeconfigOf({ stage: live }));
    const found = configure({ context: 'stage', server: stage, kubeconfig }, variables({ KUBECONFIG: other }));
    expect(found).toMatchObject({ server: stage, address: { context: 'stage', server: stage, kubeconfig } });
  });

  test('in any of the files of KUBECONFIG, of which some need not exist', () => {
    using here = home();
    const KUBECONFIG = [here.file('a', kubeconfigOf({ stage })), join(here.path, 'none'), here.file('b', kubeconfigOf({ live }))].join(':');
    const found = configure({ context: 'live', server: live }, variables({ KUBECONFIG }));
    expect(found.server).toBe(live);
    // Another process finds the same by this alone.
    expect(found.address.kubeconfig).toBe(KUBECONFIG);
  });

  test('in the first file that has it, where several do', () => {
    using here = home();
    const KUBECONFIG = [here.file('a', kubeconfigOf({ stage })), here.file('b', kubeconfigOf({ stage: live, live }))].join(':');
    expect(configure({ context: 'stage', server: stage }, variables({ KUBECONFIG })).server).toBe(stage);
    expect(configure({ context: 'live', server: live }, variables({ KUBECONFIG })).server).toBe(live);
  });

  test('in ~/.kube/config, where no variable says otherwise', () => {
    using here = home();
    here.file('.kube/config', kubeconfigOf({ stage }));
    expect(configure({ context: 'stage', server: stage }, variables({ HOME: here.path })).server).toBe(stage);
  });

  test('whatever the current context is, and with or without a slash at the end', () => {
    using here = home();
    const kubeconfig = here.file('own', kubeconfigOf({ live, stage: `${stage}/` }));
    expect(configure({ context: 'stage', server: stage, kubeconfig }, variables({})).server).toBe(stage);
  });
});

test('kubectl is told of a kubeconfig only where it would read another one by itself', () => {
  using here = home();
  const own = here.file('own', kubeconfigOf({ stage }));
  const usual = here.file('.kube/config', kubeconfigOf({ stage }));
  const elsewhere = (kubeconfig: string, values: Readonly<Record<string, string>>): string | undefined =>
    configure({ context: 'stage', server: stage, kubeconfig }, variables(values)).elsewhere;
  expect(elsewhere(own, { HOME: here.path })).toBe(own);
  expect(elsewhere(own, { HOME: here.path, KUBECONFIG: usual })).toBe(own);
  expect(elsewhere(own, { HOME: here.path, KUBECONFIG: own })).toBeUndefined();
  expect(elsewhere(usual, { HOME: here.path })).toBeUndefined();
  expect(elsewhere(usual, { HOME: here.path, KUBECONFIG: own })).toBe(usual);
});

describe('nothing is reached', () => {
  const refused = (act: () => unknown, message: string): void => {
    expect(act).toThrow(expect.objectContaining({ code: 'not ours', message }));
  };

  test('where there is no kubeconfig: never localhost:8080', () => {
    using here = home();
    refused(
      () => configure({ context: 'stage', server: 'http://localhost:8080' }, variables({ HOME: here.path })),
      `there is no kubeconfig at ${here.path}/.kube/config. Set KUBECONFIG, or say kubeconfig in the environment of firedrill.config.yaml.`,
    );
  });

  test('where the kubeconfig is empty, or has no such context', () => {
    using here = home();
    const kubeconfig = here.file('empty', 'apiVersion: v1\nkind: Config\n');
    refused(() => configure({ context: 'stage', server: stage, kubeconfig }, variables({})), `${kubeconfig} has no context stage. It has none.`);
    const other = here.file('other', kubeconfigOf({ live, dev: stage }));
    refused(() => configure({ context: 'stage', server: stage, kubeconfig: other }, variables({})), `${other} has no context stage. It has live, dev.`);
  });

  test('where the context leads to another server than the one that is pinned', () => {
    using here = home();
    const kubeconfig = here.file('own', kubeconfigOf({ stage: live }));
    refused(
      () => configure({ context: 'stage', server: stage, kubeconfig }, variables({})),
      `context stage leads to ${live}, and the environment pins ${stage}. If the cluster has moved, correct contexts in firedrill.config.yaml; if not, your kubeconfig means another cluster.`,
    );
  });

  test('where a file is no kubeconfig', () => {
    using here = home();
    const kubeconfig = here.file('own', '{ not yaml');
    expect(() => configure({ context: 'stage', server: stage, kubeconfig }, variables({}))).toThrow(`${kubeconfig} cannot be read: `);
  });

  test('as the pod’s own account, outside of a pod', () => {
    refused(
      () => configure({ context: 'in-cluster', server: 'https://kubernetes.default.svc' }, variables({})),
      'context in-cluster is the ServiceAccount of a pod, and this is none. Name a context of a kubeconfig.',
    );
  });
});

describe('an address is read from a kubeconfig', () => {
  test('for a context that a person names', () => {
    using here = home();
    const kubeconfig = here.file('own', kubeconfigOf({ live, stage }));
    expect(locate('stage', variables({ KUBECONFIG: kubeconfig }))).toEqual({ context: 'stage', server: stage, kubeconfig });
  });

  test('and from none for one that it does not have', () => {
    using here = home();
    const KUBECONFIG = here.file('own', kubeconfigOf({ live }));
    expect(() => locate('stage', variables({ KUBECONFIG }))).toThrow('has no context stage');
  });
});
