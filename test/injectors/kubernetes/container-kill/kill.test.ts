import { beforeEach, describe, expect, test } from 'vitest';
import { ClusterError } from '../../../../src/domain/kubernetes/cluster-error.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { pathOf } from '../../../../src/domain/kubernetes/resource.ts';
import { containerKill } from '../../../../src/injectors/kubernetes/container-kill/kind.ts';
import type { ContainerKillSpec } from '../../../../src/injectors/kubernetes/container-kill/schema.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { Injector } from '../../../../src/ports/injector.ts';
import { signal } from '../pod-kill/shop.ts';
import { ignoring, openContainers, type Containers } from './stage.ts';

let stage: Containers;
let injector: Injector<ContainerKillSpec>;
beforeEach(async () => {
  stage = await openContainers();
  injector = await containerKill.load(stage.ports);
});

const prepare = async (keys?: object): Promise<{ spec: ContainerKillSpec; undo: JsonObject; pod: string }> => {
  const spec = stage.spec(keys);
  const { undo, targets } = await injector.prepare(spec, { run: 'term', n: 1 }, signal());
  return { spec, undo, pod: /^pod\/(\S+), container web$/.exec(targets[0] ?? '')?.[1] ?? '' };
};
const sum = (): number => stage.restarts().reduce((all, one) => all + one, 0);
const hint = 'Let it handle SIGTERM (or run under an init process such as tini) in an image with cat and kill, or use kubernetes.pod-kill.';

describe('preflight refuses', () => {
  const change = (more: { spec?: JsonObject }): void => {
    for (const pod of stage.pods())
      stage.cluster.objects.set(pathOf(pods, { namespace: 'shop', name: pod.metadata.name }), {
        ...pod,
        spec: { ...(pod['spec'] as JsonObject), ...more.spec },
      });
  };
  const why = async (keys?: object): Promise<unknown> =>
    (await injector.preflight(stage.spec(keys), signal())).map((one) => one.why.replaceAll(/storefront-1-\w+/g, 'P'));

  test('nothing where the first process handles TERM and kill can be run', async () => {
    expect(await injector.preflight(stage.spec(), signal())).toEqual([]);
    expect(sum()).toBe(0);
  });

  test('a first process that does not handle TERM', async () => {
    stage.programs.cat = () => ({ code: 0, stdout: ignoring, stderr: '' });
    const [refusal] = await injector.preflight(stage.spec(), signal());
    expect(refusal).toEqual({ why: expect.stringMatching(/^container web of pod storefront-1-\w+: its first process ignores SIGTERM$/), hint });
  });

  test('an image without cat, or without kill', async () => {
    stage.programs.check = () => ({ code: 127, stdout: '', stderr: 'exec: "kill": executable file not found in $PATH' });
    expect(await why()).toEqual(['no signal can be sent within container web of pod P: exec: "kill": executable file not found in $PATH']);
    stage.programs.cat = () => ({ code: undefined, stdout: '', stderr: '' });
    expect(await why()).toEqual(['the first process of container web of pod P cannot be looked at: it ended with no word']);
  });

  test.for([
    [{ restartPolicy: 'Never' }, undefined, 'nobody starts a container of pod P again: its restartPolicy is Never'],
    [{ hostPID: true }, undefined, 'process 1 as pod P sees it is that of the node, and not of container web'],
    [{ shareProcessNamespace: true }, undefined, 'process 1 as pod P sees it is that of its pod, and not of container web'],
    [{ containers: [{ name: 'web' }, { name: 'proxy' }] }, undefined, 'pod P has containers web, proxy, and one must be named'],
    [{}, { container: 'wbe' }, 'pod P has no container wbe, but web'],
    [{ containers: [{ name: 'web' }, { name: 'proxy' }] }, { container: 'proxy' }, 'container proxy of pod P is not running'],
  ] as const)('%j, %j', async ([spec, keys, said]) => {
    change({ spec });
    expect(await why(keys)).toEqual([said]);
  });
});

test('the restart count proves it, and the container being ready again ends it', async () => {
  const { spec, undo, pod } = await prepare();
  stage.programs.term = () => {
    stage.set(pod, { restarts: 0, running: false });
    return { code: 137, stdout: '', stderr: '' };
  };
  expect(await injector.apply(spec, undo, signal())).toEqual({ kind: 'applied', detail: { seed: 7 } });
  expect(await injector.observe(undo, signal())).toEqual({ presence: 'present', hits: 1, detail: '1 of 1 ended, 0 back' });
  stage.set(pod, { restarts: 1, running: true, ready: false });
  expect((await injector.observe(undo, signal())).presence).toBe('present');
  stage.set(pod, { restarts: 1, running: true });
  expect(await injector.observe(undo, signal())).toEqual({ presence: 'absent', hits: 1, detail: '1 of 1 ended, 1 back' });
  expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored', note: '1 restarted and ready again' });
});

test('a process that does not end within its grace leaves it unclear, and a kill that fails says why', async () => {
  const { spec, undo } = await prepare();
  stage.programs.term = () => ({ code: 0, stdout: '', stderr: '' });
  expect(await injector.apply(spec, undo, signal())).toEqual({ kind: 'unclear', why: 'it has not ended within its grace of 30 s' });
  stage.programs.term = () => ({ code: 1, stdout: '', stderr: 'kill: (1): Operation not permitted' });
  await injector.apply(spec, undo, signal());
  expect(await injector.observe(undo, signal())).toMatchObject({
    presence: 'absent',
    detail: expect.stringContaining('kill failed: kill: (1): Operation not permitted'),
  });
});

test('a signal whose answer was lost is looked after, and not sent again', async () => {
  const { spec, undo, pod } = await prepare();
  let sent = 0;
  stage.programs.term = () => {
    sent += 1;
    stage.set(pod, { restarts: 1, running: true });
    throw new ClusterError('timeout', 'no answer');
  };
  expect((await injector.apply(spec, undo, signal())).kind).toBe('applied');
  expect(sent).toBe(1);
});

/** As a StatefulSet does it: under the same name. */
const replace = (pod: string): void => {
  const old = stage.cluster.objects.get(pathOf(pods, { namespace: 'shop', name: pod }));
  if (old === undefined) throw new Error(`no pod ${pod}`);
  const { labels = {}, ownerReferences = [] } = old.metadata;
  stage.cluster.put(pods, 'shop', { ...old, metadata: { name: pod, labels, ownerReferences } });
};

test('a pod that is replaced between the last look and the signal counts as no kill, and where the signal may have gone is said', async () => {
  const { spec, undo, pod } = await prepare();
  stage.programs.term = () => {
    replace(pod);
    return { code: 0, stdout: '', stderr: '' };
  };
  const why = 'its pod went in the same moment: if another one has its name by now, that may have got the signal';
  expect(await injector.apply(spec, undo, signal())).toEqual({ kind: 'unclear', why });
  expect(await injector.observe(undo, signal())).toEqual({ presence: 'absent', hits: 0, detail: `0 of 1 ended, 0 back; pod/${pod}: ${why}` });
});

describe('no signal is sent', () => {
  const spared = async (spec: ContainerKillSpec, undo: JsonObject): Promise<string | undefined> => {
    stage.programs.term = () => {
      throw new Error('a signal was sent');
    };
    expect((await injector.apply(spec, undo, signal())).kind).toBe('applied');
    const { presence, detail } = await injector.observe(undo, signal());
    expect(presence).toBe('absent');
    return detail;
  };

  test('into a pod that has taken the name of the one chosen', async () => {
    const { spec, undo, pod } = await prepare();
    replace(pod);
    expect(await spared(spec, undo)).toContain('its pod went between being chosen and being hit');
  });

  test('to a container that has restarted by itself', async () => {
    const { spec, undo, pod } = await prepare();
    stage.set(pod, { restarts: 1, running: true });
    stage.programs.term = () => ({ code: 0, stdout: '', stderr: '' });
    await injector.apply(spec, undo, signal());
    expect((await injector.observe(undo, signal())).detail).toContain('it ended by itself between being chosen and being hit');
  });

  test('where too few would stay', async () => {
    const { spec, undo, pod } = await prepare({ 'min-available': 2 });
    const other = stage.pods().find(({ metadata }) => metadata.name !== pod);
    stage.set(other?.metadata.name ?? '', { restarts: 1, running: false });
    expect(await spared(spec, undo)).toContain('it would leave 1 ready of deployment/storefront, and min-available keeps 2');
  });
});

test('a container that does not come back is named', async () => {
  const { spec, undo, pod } = await prepare();
  stage.programs.term = () => {
    stage.set(pod, { restarts: 1, running: false });
    return { code: 0, stdout: '', stderr: '' };
  };
  await injector.apply(spec, undo, signal());
  const end = new AbortController();
  stage.cluster.before = () => stage.clock.now() > 20_000 && end.abort();
  const restored = await injector.restore(undo, end.signal);
  expect(restored.kind === 'left' && restored.left[0]).toEqual({
    target: `pod/${pod}`,
    why: 'container web ended and is not ready again',
    command: `kubectl --context fake -n shop describe pod/${pod}`,
  });
});
