import { describe, expect, test } from 'vitest';
import { ClusterError } from '../../../../src/domain/kubernetes/cluster-error.ts';
import { configMaps } from '../../../../src/domain/kubernetes/surroundings.ts';
import { hashOf } from '../../../../src/injectors/kubernetes/config/prior.ts';
import { Drill, signal } from '../edit/drill.ts';

const prior = 'fd-k2x-1-prior';
const byHand =
  'kubectl --context fake -n shop patch configmap flags --type merge -p "$(kubectl --context fake -n shop get configmap fd-k2x-1-prior -o \'jsonpath={.data.restore}\')"';
const drill = (keys: object = {}): Drill => new Drill('kubernetes.config', keys);
const flags = (one: Drill): unknown => one.read(configMaps, 'flags')?.['data'];
const mark = (one: Drill): unknown => one.read(configMaps, 'flags')?.metadata['annotations'];

describe('the prior value', () => {
  test('reaches neither the undo record nor the record in the cluster', async () => {
    const one = drill();
    one.cluster.put(configMaps, 'shop', { metadata: { name: 'flags' }, data: { checkout_v2: 'hunter2' } });
    await one.inject();
    expect(JSON.stringify(one.undo)).not.toContain('hunter2');
    expect(JSON.stringify(one.read(configMaps, 'fd-k2x-1'))).not.toContain('hunter2');
    expect(JSON.stringify(one.read(configMaps, prior))).toContain('hunter2');
    expect(await one.restore()).toEqual({ kind: 'restored' });
    expect(flags(one)).toEqual({ checkout_v2: 'hunter2' });
    expect(one.read(configMaps, prior)).toBeUndefined();
  });

  test('is in the cluster before the key is changed', async () => {
    const one = drill();
    await one.prepare();
    await (await one.injector()).apply(one.spec, one.undo, signal());
    const paths = one.cluster.writes.map((write) => write.replace('/api/v1/namespaces/shop/', ''));
    expect(paths).toEqual(['create /apis/coordination.k8s.io/v1/namespaces/shop/leases/firedrill', 'create configmaps/fd-k2x-1', `create configmaps/${prior}`, 'patch configmaps/flags']); // prettier-ignore
  });

  test('that somebody has deleted is missed by its hash, and nothing is written', async () => {
    const one = drill();
    await one.inject();
    await one.cluster.remove(configMaps, { namespace: 'shop', name: prior }, {}, signal());
    one.cluster.writes.length = 0;
    const why = `the value that checkout_v2 of configmap/flags had is missing: it was kept in configmap/${prior} alone, and somebody has deleted it; its sha256 is ${hashOf('on')}`;
    const command = `kubectl --context fake -n shop patch configmap flags --type merge -p '{"data":{"checkout_v2":"<what it was>"}}'`;
    expect(await one.restore()).toEqual({ kind: 'left', left: [{ target: 'configmap/flags', why, command }] });
    expect(one.cluster.writes).toEqual([]);
  });

  test('that cannot be kept, since its place is taken, keeps the fault out', async () => {
    const one = drill();
    await one.prepare();
    one.cluster.put(configMaps, 'shop', { metadata: { name: prior }, data: {} });
    const applying = (await one.injector()).apply(one.spec, one.undo, signal());
    await expect(applying).rejects.toThrow(`Cannot inject: configmap/${prior} is there already, and is not ours. Delete it.`);
    expect(flags(one)).toMatchObject({ checkout_v2: 'on' });
    expect(await one.restore()).toEqual({ kind: 'restored' });
    expect(one.read(configMaps, prior)).toBeDefined();
  });

  test('that somebody has changed is not believed', async () => {
    const one = drill();
    await one.inject();
    await one.edit(configMaps, prior, { data: { restore: JSON.stringify({ data: { checkout_v2: 'forged' } }) } });
    expect(await one.restore()).toMatchObject({ kind: 'left', left: [{ why: expect.stringContaining('somebody has changed it') }] });
    expect(flags(one)).toMatchObject({ checkout_v2: 'off' });
  });
});

describe('a later edit by somebody else', () => {
  test('stands, and the mark goes', async () => {
    const one = drill();
    await one.inject();
    await one.edit(configMaps, 'flags', { data: { checkout_v2: 's3cret' } });
    expect((await one.observe()).presence).toBe('absent');
    const note = `somebody has changed configmap/flags since: it has another checkout_v2 (sha256 ${hashOf('s3cret')}), and the fault had set checkout_v2 "off"`;
    expect(await one.restore()).toEqual({ kind: 'edited', note });
    expect(flags(one)).toMatchObject({ checkout_v2: 's3cret' });
    expect([mark(one), one.read(configMaps, prior)]).toEqual([{}, undefined]);
  });

  test('of another key is left alone by the restore', async () => {
    const one = drill();
    await one.inject();
    await one.edit(configMaps, 'flags', { data: { banner: 'sale' } });
    expect(await one.restore()).toEqual({ kind: 'restored' });
    expect(flags(one)).toEqual({ checkout_v2: 'on', banner: 'sale' });
  });

  test('that puts the value back is noted', async () => {
    const one = drill();
    await one.inject();
    await one.edit(configMaps, 'flags', { data: { checkout_v2: 'on' } });
    expect(await one.restore()).toEqual({ kind: 'edited', note: 'somebody has put configmap/flags back already' });
    expect(await one.restore()).toEqual({ kind: 'restored' });
  });

  test('that takes our mark off makes it unclear whose the value is: left, with the command', async () => {
    const one = drill();
    await one.inject();
    await one.edit(configMaps, 'flags', { metadata: { annotations: { 'firedrill.dev/fd-k2x-1': null } } });
    expect((await one.observe()).presence).toBe('partly');
    const why = 'configmap/flags has checkout_v2 "off", as the fault had set it, but no longer its mark: somebody has written it since';
    expect(await one.restore()).toEqual({ kind: 'left', left: [{ target: 'configmap/flags', why, command: byHand }] });
    expect(one.cluster.writes).toEqual([]);
    expect(one.manual).toBe(byHand);
  });

  test('that deletes the map does away with the fault', async () => {
    const one = drill();
    await one.inject();
    await one.cluster.remove(configMaps, { namespace: 'shop', name: 'flags' }, {}, signal());
    expect(await one.restore()).toEqual({ kind: 'edited', note: 'somebody has deleted configmap/flags since' });
  });

  test.for([
    ['off', 'left'],
    ['on', 'edited'],
  ] as const)('that replaces the map by one with "%s" is %s, and the new one is not touched', async ([value, kind]) => {
    const one = drill();
    await one.inject();
    one.cluster.put(configMaps, 'shop', { metadata: { name: 'flags' }, data: { checkout_v2: value } });
    expect((await one.restore()).kind).toBe(kind);
    expect(flags(one)).toEqual({ checkout_v2: value });
    expect(one.cluster.writes.filter((write) => write.startsWith('patch'))).toEqual([]);
  });
});

describe('the API', () => {
  const conflict = () => new ClusterError('conflict', 'the object has been modified');

  test('that answers a conflict is asked again, with the version of the moment', async () => {
    const one = drill();
    await one.prepare();
    one.breakNext('patch', '/flags', 2, conflict);
    expect(await (await one.injector()).apply(one.spec, one.undo, signal())).toEqual({ kind: 'applied' });
    one.breakNext('patch', '/flags', 2, conflict);
    expect(await one.restore()).toEqual({ kind: 'restored' });
    expect(flags(one)).toEqual({ checkout_v2: 'on', banner: 'none' });
  });

  test('that loses the answer of the change leaves it unclear, and a look shows it', async () => {
    const one = drill();
    await one.prepare();
    one.loseAnswer('/flags');
    expect(await (await one.injector()).apply(one.spec, one.undo, signal())).toMatchObject({ kind: 'unclear' });
    expect((await one.observe()).presence).toBe('present');
    one.loseAnswer('/flags');
    expect(await one.restore()).toEqual({ kind: 'restored' });
    expect(flags(one)).toEqual({ checkout_v2: 'on', banner: 'none' });
  });

  test('that is away between inject and restore is waited for', async () => {
    const one = drill();
    await one.inject();
    one.breakNext('get', '/flags', 5);
    expect(await one.restore()).toEqual({ kind: 'restored' });
  });

  test('that stays away leaves the fault, with the command', async () => {
    const one = drill();
    await one.inject();
    one.breakNext('get', '/flags', Infinity);
    const why = 'https://fake.test:6443 cannot be reached: connect ECONNREFUSED';
    expect(await one.restore(one.upAfter(5))).toEqual({ kind: 'left', left: [{ target: 'configmap/flags', why, command: byHand }] });
  });

  test('that denies the removal of the prior value is noted, and the fault is out', async () => {
    const one = drill();
    await one.inject();
    one.breakNext('delete', prior, Infinity, () => new ClusterError('denied', 'configmaps is forbidden'));
    expect(await one.restore()).toEqual({ kind: 'restored', note: `configmap/${prior} could not be removed (configmaps is forbidden): firedrill sweep does` });
    expect(flags(one)).toMatchObject({ checkout_v2: 'on' });
  });
});

test('a value that somebody has changed between prepare and apply is not overwritten', async () => {
  const one = drill();
  await one.prepare();
  await one.edit(configMaps, 'flags', { data: { checkout_v2: 'maybe' } });
  await expect((await one.injector()).apply(one.spec, one.undo, signal())).rejects.toThrow(
    'Cannot inject: configmap/flags was changed or replaced since it was looked at. Run again.',
  );
  expect(flags(one)).toMatchObject({ checkout_v2: 'maybe' });
});

test('an edit that comes between the look and the write is not overwritten, neither by the fault nor by the restore', async () => {
  const one = drill();
  await one.prepare();
  one.editBeforePatch(configMaps, 'flags', { data: { checkout_v2: 'maybe' } });
  await expect((await one.injector()).apply(one.spec, one.undo, signal())).rejects.toThrow('Cannot inject: configmap/flags was changed');
  expect(flags(one)).toEqual({ checkout_v2: 'maybe' });
  const other = drill();
  await other.inject();
  other.editBeforePatch(configMaps, 'flags', { data: { checkout_v2: 'maybe' } });
  expect((await other.restore()).kind).toBe('edited');
  expect(flags(other)).toEqual({ checkout_v2: 'maybe' });
});

test('two faults on two keys of one map come out in any order', async () => {
  const one = drill();
  const injector = await one.injector();
  const spec = { ...one.spec, key: 'banner' };
  await one.inject();
  const { undo } = await injector.prepare(spec, { run: 'k2x', n: 2 }, signal());
  await injector.apply(spec, undo, signal());
  expect(await one.restore()).toEqual({ kind: 'restored' });
  expect(flags(one)).toEqual({ checkout_v2: 'on', banner: 'off' });
  expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored' });
  expect(flags(one)).toEqual({ checkout_v2: 'on', banner: 'none' });
});

describe('preflight refuses', () => {
  test.for([
    ['a map that is not there', { 'config-map': 'nowhere' }, {}, 'there is no configmap/nowhere in namespace shop'],
    ['an immutable one', {}, { immutable: true }, 'configmap/flags is immutable: the API changes nothing in it'],
    ['a binary key', { key: 'logo' }, { binaryData: { logo: 'AA==' } }, 'logo of configmap/flags is binary'],
    ['a value that is there already', { value: 'on' }, {}, 'checkout_v2 of configmap/flags is "on" already'],
    ['to remove what is not there', { key: 'new', value: undefined, remove: true }, {}, 'configmap/flags has no new'],
    [
      'what Flux keeps',
      {},
      { metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } } },
      'configmap/flags is kept by Flux (kustomize.toolkit.fluxcd.io/name: shop), which would revert the fault, or the restore',
    ],
    [
      'what its owner keeps out of it',
      {},
      { metadata: { annotations: { 'firedrill.dev/faults': 'none' } } },
      'configmap/flags puts up with no faults (annotation firedrill.dev/faults)',
    ],
    [
      'what a controller keeps',
      {},
      { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Shop', name: 'eu', uid: 'x', controller: true }] } },
      'configmap/flags is controlled by Shop eu, which would revert the fault, or the restore',
    ],
    [
      'what is firedrill’s own',
      {},
      { metadata: { labels: { 'app.kubernetes.io/managed-by': 'firedrill' } } },
      'configmap/flags belongs to Kubernetes or to firedrill itself',
    ],
  ] as const)('%s', async ([, keys, patch, why]) => {
    // prettier-ignore
    const one = drill(keys);
    await one.edit(configMaps, 'flags', patch);
    expect((await one.refusals()).map((refusal) => refusal.why)).toEqual([why]);
    await expect(one.prepare()).rejects.toMatchObject({ refusals: [{ why }] });
    expect(one.cluster.writes).toEqual([]);
  });
});
