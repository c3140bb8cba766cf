/** What the API of a cluster must do behind its port; run against the fake and against a real cluster. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import type { Pod } from '../../src/domain/kubernetes/pods.ts';
import { pods } from '../../src/domain/kubernetes/pods.ts';
import { budgets, configMaps, nodes, type ConfigMap } from '../../src/domain/kubernetes/surroundings.ts';
import type { Cluster } from '../../src/ports/cluster.ts';

export interface ClusterStage extends AsyncDisposable {
  readonly cluster: Cluster;
  /** Its own, empty. */
  readonly namespace: string;
  /** A pod that is ready, with one container `main`, in which `sleep` can be run. */
  pod(name: string, labels: Readonly<Record<string, string>>): Promise<Pod>;
  /** A pod whose container `main` writes `said 0` to `said 19`, some in a second, and then ends. */
  talker(name: string): Promise<void>;
  /** Waits until it is so. */
  until(what: string, so: () => Promise<boolean>): Promise<void>;
}

const signal = (): AbortSignal => new AbortController().signal;
const gone = { code: 'not found' };

/** `open` stands up one namespace for the whole suite. */
export function clusterContract(name: string, open: () => Promise<ClusterStage>): void {
  describe(`${name} keeps the cluster contract`, () => {
    let stage: ClusterStage;
    let count = 0;
    let at: { readonly namespace: string; readonly name: string };

    beforeAll(async () => {
      stage = await open();
    });
    afterAll(async () => {
      await stage[Symbol.asyncDispose]();
    });
    beforeEach(() => {
      at = { namespace: stage.namespace, name: `c${++count}` };
    });

    const make = (data: Readonly<Record<string, string>> = {}, labels: Readonly<Record<string, string>> = {}): Promise<ConfigMap> =>
      stage.cluster.create(configMaps, at.namespace, { metadata: { name: at.name, labels }, data }, signal());
    const read = (): Promise<ConfigMap | undefined> => stage.cluster.get(configMaps, at, signal());
    const patch = (body: JsonObject): Promise<ConfigMap> => stage.cluster.patch(configMaps, at, body, signal());

    test('what is created is there, with a UID and a version of its own', async () => {
      const made = await make({ flag: 'on' });
      expect(made.metadata.uid).not.toBe('');
      expect(made.metadata.resourceVersion).not.toBe('');
      expect(await read()).toMatchObject({ data: { flag: 'on' }, metadata: { uid: made.metadata.uid, namespace: at.namespace } });
    });

    test('what is there is not created again', async () => {
      await make({ flag: 'on' });
      await expect(make({ flag: 'off' })).rejects.toMatchObject({ code: 'conflict' });
      expect((await read())?.data).toEqual({ flag: 'on' });
    });

    test('what is not there is undefined, and not an error', async () => {
      expect(await read()).toBeUndefined();
      expect(await stage.cluster.get(nodes, { name: 'no-such-node' }, signal())).toBeUndefined();
    });

    test('lists by labels, as queries write them', async () => {
      await make({}, { suite: 'labels', tier: 'front' });
      at = { ...at, name: `${at.name}b` };
      await make({}, { suite: 'labels', tier: 'back' });
      const named = async (labels: string): Promise<readonly string[]> => {
        const found = await stage.cluster.list(configMaps, { namespace: at.namespace, labels: `suite=labels,${labels}` }, signal());
        return found.map(({ metadata }) => metadata.labels['tier'] ?? '').toSorted();
      };
      expect(await named('tier=front')).toEqual(['front']);
      expect(await named('tier!=front')).toEqual(['back']);
      expect(await named('tier in (front,back)')).toEqual(['back', 'front']);
      expect(await named('tier notin (front)')).toEqual(['back']);
      expect(await named('tier')).toEqual(['back', 'front']);
      expect(await named('!tier')).toEqual([]);
    });

    test('lists by fields, and what no field selects is nothing', async () => {
      await make();
      const fields = `metadata.name=${at.name}`;
      expect(await stage.cluster.list(configMaps, { namespace: at.namespace, fields }, signal())).toHaveLength(1);
      expect(await stage.cluster.list(pods, { namespace: at.namespace, fields: 'spec.nodeName=no-such-node' }, signal())).toEqual([]);
    });

    test('lists all namespaces where none is said', async () => {
      await make({}, { everywhere: at.namespace });
      const found = await stage.cluster.list(configMaps, { labels: `everywhere=${at.namespace}` }, signal());
      expect(found.map(({ metadata }) => metadata.namespace)).toEqual([at.namespace]);
    });

    test('lists more than one page of them, each once', async () => {
      const names = Array.from({ length: 501 }, (_, index) => `${at.name}-${String(index).padStart(3, '0')}`);
      for (let from = 0; from < names.length; from += 50) {
        const some = names.slice(from, from + 50);
        await Promise.all(some.map((one) => stage.cluster.create(configMaps, at.namespace, { metadata: { name: one, labels: { pages: at.name } } }, signal())));
      }
      const found = await stage.cluster.list(configMaps, { namespace: at.namespace, labels: `pages=${at.name}` }, signal());
      expect(found.map(({ metadata }) => metadata.name).toSorted()).toEqual(names);
    });

    test('a patch merges: null takes a key away, what is not named stays', async () => {
      await make({ a: '1', b: '2' }, { kept: 'yes' });
      const patched = await patch({ data: { a: null, c: '3' } });
      expect(patched.data).toEqual({ b: '2', c: '3' });
      expect(patched.metadata.labels).toEqual({ kept: 'yes' });
      expect((await read())?.data).toEqual({ b: '2', c: '3' });
    });

    test('a patch of the version that was read goes through once', async () => {
      const { metadata } = await make({ a: '1' });
      const { resourceVersion } = metadata;
      await patch({ metadata: { resourceVersion }, data: { a: '2' } });
      await expect(patch({ metadata: { resourceVersion }, data: { a: '3' } })).rejects.toMatchObject({ code: 'conflict' });
      expect((await read())?.data).toEqual({ a: '2' });
    });

    test('a patch that changes nothing leaves the version', async () => {
      const { metadata } = await make({ a: '1' });
      expect((await patch({ data: { a: '1' } })).metadata.resourceVersion).toBe(metadata.resourceVersion);
    });

    test('a patch of another object under the same name is refused', async () => {
      await make({ a: '1' });
      await expect(patch({ metadata: { uid: 'b3f5d1f0-0000-4000-8000-000000000000' }, data: { a: '2' } })).rejects.toMatchObject({ code: 'invalid' });
      expect((await read())?.data).toEqual({ a: '1' });
    });

    test('a patch of what is not there is an error', async () => {
      await expect(patch({ data: { a: '1' } })).rejects.toMatchObject(gone);
    });

    test('removes what it was told to, and only that', async () => {
      const { metadata } = await make();
      const remove = (when: Parameters<Cluster['remove']>[2]) => stage.cluster.remove(configMaps, at, when, signal());
      expect(await remove({ uid: 'b3f5d1f0-0000-4000-8000-000000000000' })).toBe('another');
      await patch({ data: { a: '1' } });
      expect(await remove({ uid: metadata.uid, resourceVersion: metadata.resourceVersion })).toBe('another');
      expect(await read()).toBeDefined();
      expect(await remove({ uid: metadata.uid })).toBe('accepted');
      await stage.until('it is gone', async () => (await read()) === undefined);
      expect(await remove({ uid: metadata.uid })).toBe('gone');
    });

    test('removes what an object owns before the object itself, where it is told so', async () => {
      const { metadata } = await make();
      const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: at.name, uid: metadata.uid, blockOwnerDeletion: true };
      const owned = { metadata: { name: `${at.name}-owned`, ownerReferences: [owner] } };
      await stage.cluster.create(configMaps, at.namespace, owned, signal());
      expect(await stage.cluster.remove(configMaps, at, { uid: metadata.uid, dependents: 'first' }, signal())).toBe('accepted');
      await stage.until('it is gone', async () => (await read()) === undefined);
      expect(await stage.cluster.get(configMaps, { ...at, name: `${at.name}-owned` }, signal())).toBeUndefined();
    });

    test('evicts the pod that was meant, and no other of its name', async () => {
      const { metadata } = await stage.pod(at.name, { evicted: at.name });
      const evict = (uid: string) => stage.cluster.evict(at, { uid, grace: 0 }, signal());
      expect(await evict('b3f5d1f0-0000-4000-8000-000000000000')).toEqual({ kind: 'another' });
      expect(await evict(metadata.uid)).toEqual({ kind: 'evicted' });
      await stage.until('the pod is gone', async () => (await stage.cluster.get(pods, at, signal())) === undefined);
      expect(await evict(metadata.uid)).toEqual({ kind: 'gone' });
    });

    test('a disruption budget without headroom refuses, and the pod stays', async () => {
      const { metadata } = await stage.pod(at.name, { guarded: at.name });
      const spec = { minAvailable: 1, selector: { matchLabels: { guarded: at.name } } };
      await stage.cluster.create(budgets, at.namespace, { metadata: { name: at.name }, spec }, signal());
      await stage.until('the budget has counted its pod', async () => (await stage.cluster.get(budgets, at, signal()))?.status.currentHealthy === 1);
      const evicted = await stage.cluster.evict(at, { uid: metadata.uid }, signal());
      expect(evicted).toMatchObject({ kind: 'refused', why: expect.stringContaining('disruption budget') as string });
      expect(await stage.cluster.get(pods, at, signal())).toMatchObject({ metadata: { uid: metadata.uid } });
    });

    test('says what this user may do', async () => {
      const right = { group: '', resource: 'configmaps', namespace: at.namespace } as const;
      expect(await stage.cluster.allowed({ verb: 'create', ...right }, signal())).toBe(true);
    });

    test('runs a program in a container, and tells its code and what it said', async () => {
      await stage.pod(at.name, { ran: at.name });
      expect(await stage.cluster.exec(at, 'main', ['sleep', '0'], signal())).toEqual({ code: 0, stdout: '', stderr: '' });
      const failed = await stage.cluster.exec(at, 'main', ['sleep', 'soundly'], signal());
      expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('soundly') as string });
    });

    test('a program that cannot be started, or a container that is not there, is no success', async () => {
      await stage.pod(at.name, { ran: at.name });
      const tried = await stage.cluster.exec(at, 'main', ['no-such-program'], signal()).catch(() => ({ code: undefined }));
      expect(tried.code).not.toBe(0);
      await expect(stage.cluster.exec(at, 'no-such-container', ['sleep', '0'], signal())).rejects.toMatchObject({ name: 'ClusterError' });
    });

    describe('the log of a container', () => {
      const all = Array.from({ length: 20 }, (_, index) => `said ${index}`);
      const follow = async (until: (line: string) => boolean = () => false): Promise<readonly string[]> => {
        const heard: string[] = [];
        for await (const line of stage.cluster.logs(at, 'main', { kind: 'first' }, signal())) {
          heard.push(line);
          if (until(line)) break;
        }
        return heard;
      };

      test('comes line by line, while it is written, and ends with the container', async () => {
        await stage.talker(at.name);
        expect(await follow((line) => line === 'said 2')).toEqual(all.slice(0, 3));
        expect(await follow()).toEqual(all);
      });

      test('asked for again, reaches back over what was missed', async () => {
        await stage.talker(at.name);
        await follow((line) => line === 'said 2');
        const again: string[] = [];
        for await (const line of stage.cluster.logs(at, 'main', { kind: 'last', seconds: 60 }, signal())) again.push(line);
        expect(again).toEqual(all);
      });

      test('of a pod that is not there is an error', async () => {
        await expect(follow()).rejects.toMatchObject(gone);
      });

      test('is followed no longer than its signal lasts', async () => {
        await stage.talker(at.name);
        const halt = new AbortController();
        const heard: string[] = [];
        const following = (async () => {
          for await (const line of stage.cluster.logs(at, 'main', { kind: 'first' }, halt.signal)) {
            heard.push(line);
            if (heard.length === 2) halt.abort(new Error('halted'));
          }
        })();
        await expect(following).rejects.toThrow('halted');
        expect(heard.slice(0, 2)).toEqual(all.slice(0, 2));
      });
    });

    test('a call whose signal has aborted is not made', async () => {
      await expect(stage.cluster.create(configMaps, at.namespace, { metadata: { name: at.name } }, AbortSignal.abort(new Error('halted')))).rejects.toThrow(
        'halted',
      );
      expect(await read()).toBeUndefined();
    });
  });
}
