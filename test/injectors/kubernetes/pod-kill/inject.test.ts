import { beforeEach, describe, expect, test } from 'vitest';
import { ClusterError } from '../../../../src/domain/kubernetes/cluster-error.ts';
import { pathOf } from '../../../../src/domain/kubernetes/resource.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { budgets } from '../../../../src/domain/kubernetes/surroundings.ts';
import { ms } from '../../../../src/domain/units.ts';
import { podKill } from '../../../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { PodKillSpec } from '../../../../src/injectors/kubernetes/pod-kill/schema.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { Injector } from '../../../../src/ports/injector.ts';
import { openShop, signal, type Shop } from './shop.ts';

let shop: Shop;
let injector: Injector<PodKillSpec>;
beforeEach(async () => {
  shop = await openShop({ for: ms(30_000) });
  injector = await podKill.load(shop.ports);
});

const owner = 'deployment/storefront';
const prepare = async (keys: object = {}): Promise<{ spec: PodKillSpec; undo: JsonObject; victim: string }> => {
  const spec = shop.spec({ owner, ...keys });
  const { undo, targets } = await injector.prepare(spec, { run: 'k1ll', n: 1 }, signal());
  return { spec, undo, victim: targets[0]?.replace('pod/', '') ?? '' };
};
const observe = (undo: JsonObject): ReturnType<Injector['observe']> => injector.observe(undo, signal());
const kills = (): readonly string[] => shop.cluster.writes.filter((one) => /^(evict|delete) .*\/pods\//.test(one));
const path = (name: string): string => pathOf(pods, { namespace: 'shop', name });

/** Another pod under the same name, as a StatefulSet would bring it up. */
const replace = (name: string): string => {
  const old = shop.cluster.objects.get(path(name));
  if (old === undefined) throw new Error(`no pod ${name}`);
  const { labels = {}, ownerReferences = [] } = old.metadata;
  return shop.cluster.put(pods, 'shop', { ...old, metadata: { name, labels, ownerReferences } }).metadata.uid;
};
/** The first calls of a verb fail so; the rest go through. */
const failing = (verb: string, times: number, error: () => unknown): void => {
  let left = times;
  shop.cluster.before = (called, at) => {
    if (called !== verb || !at.includes('/pods') || left-- <= 0) return;
    throw error();
  };
};

describe('what is killed', () => {
  test('is what was chosen, and nothing else', async () => {
    const { spec, undo, victim } = await prepare();
    expect(await injector.apply(spec, undo, signal())).toEqual({ kind: 'applied', detail: { seed: 7 } });
    expect(kills()).toEqual([`evict ${path(victim)}`]);
    expect(await observe(undo)).toMatchObject({ presence: 'present', hits: 1 });
  });

  test('is deleted, where the file says so, without a word of the budget', async () => {
    const { spec, undo } = await prepare({ via: 'delete', count: 2 });
    await injector.apply(spec, undo, signal());
    expect(kills().map((one) => one.split(' ')[0])).toEqual(['delete', 'delete']);
  });

  test('is the same again with the same seed', async () => {
    const [once, again] = [await openShop(), await openShop()];
    const drawn = async (at: Shop): Promise<readonly string[]> =>
      (await (await podKill.load(at.ports)).prepare(at.spec({ owner, count: 2 }), { run: 'k1ll', n: 1 }, signal())).targets;
    expect(await drawn(once)).toEqual(await drawn(again));
  });

  test('has the grace that the file says, and its own where it says none', async () => {
    const said: unknown[] = [];
    const evict = shop.cluster.evict.bind(shop.cluster);
    shop.cluster.evict = (pod, when, stop) => {
      said.push(when.grace);
      return evict(pod, when, stop);
    };
    for (const keys of [{ grace: '2s' }, {}]) {
      const { spec, undo } = await prepare(keys);
      await injector.apply(spec, undo, signal());
      await injector.restore(undo, signal());
    }
    expect(said).toEqual([2, undefined]);
  });
});

describe('a pod that is replaced between being chosen and being killed', () => {
  test('is let live', async () => {
    const { spec, undo, victim } = await prepare();
    const uid = replace(victim);
    await injector.apply(spec, undo, signal());
    expect(kills()).toEqual([]);
    expect(shop.cluster.objects.get(path(victim))?.metadata.uid).toBe(uid);
    expect(await observe(undo)).toMatchObject({
      presence: 'absent',
      hits: 0,
      detail: expect.stringContaining('another pod has its name by now, and was let live'),
    });
  });

  test('is let live though it happens after the last look', async () => {
    const { spec, undo, victim } = await prepare();
    let uid = '';
    shop.cluster.before = (verb) => {
      if (verb === 'evict' && uid === '') uid = replace(victim);
    };
    await injector.apply(spec, undo, signal());
    expect(kills()).toEqual([]);
    expect(shop.cluster.objects.get(path(victim))?.metadata.uid).toBe(uid);
    expect((await observe(undo)).presence).toBe('absent');
  });
});

describe('a budget that refuses', () => {
  const refuse = (): void => void shop.cluster.put(budgets, 'shop', { metadata: { name: 'tight' }, spec: { minAvailable: 3, selector: { matchLabels: { app: 'storefront' } } }, status: { disruptionsAllowed: 0 } }); // prettier-ignore

  test('is obeyed, and said', async () => {
    const { spec, undo } = await prepare();
    shop.cluster.objects.delete(pathOf(budgets, { namespace: 'shop', name: 'storefront' }));
    refuse();
    expect(await injector.apply(spec, undo, signal())).toMatchObject({ kind: 'applied' });
    expect(kills()).toEqual([]);
    expect(await observe(undo)).toMatchObject({
      presence: 'absent',
      detail: expect.stringMatching(/^0 of 1 gone; pod\/.*: the budget refused: Cannot evict pod/),
    });
  });

  test('is asked again with on-refusal: wait, until it allows', async () => {
    const { spec, undo } = await prepare({ 'on-refusal': 'wait' });
    shop.cluster.objects.delete(pathOf(budgets, { namespace: 'shop', name: 'storefront' }));
    refuse();
    let asked = 0;
    shop.cluster.before = (verb) => {
      if (verb === 'evict' && ++asked === 3) shop.cluster.objects.delete(pathOf(budgets, { namespace: 'shop', name: 'tight' }));
    };
    await injector.apply(spec, undo, signal());
    expect(asked).toBe(3);
    expect(kills()).toHaveLength(1);
  });

  test('is asked no longer than the fault was to stay', async () => {
    const { spec, undo } = await prepare({ 'on-refusal': 'wait' });
    shop.cluster.objects.delete(pathOf(budgets, { namespace: 'shop', name: 'storefront' }));
    refuse();
    await injector.apply(spec, undo, signal());
    expect(kills()).toEqual([]);
    expect(shop.clock.now()).toBeGreaterThanOrEqual(30_000);
    expect(shop.clock.now()).toBeLessThan(35_000);
  });
});

test('min-available is made sure of before every kill: what fails meanwhile stops the next one', async () => {
  const { spec, undo } = await prepare({ via: 'delete', count: 2 });
  const { victims } = undo['fault'] as { victims: { name: string }[] };
  shop.cluster.before = (verb, at) => {
    if (verb !== 'delete' || !at.endsWith(victims[0]?.name ?? '')) return;
    // The two that stay fall ill, and so do the successors.
    for (const pod of shop.pods().filter(({ metadata }) => metadata.name !== victims[0]?.name))
      shop.cluster.objects.set(path(pod.metadata.name), { ...pod, status: { phase: 'Running', conditions: [] } });
    shop.cluster.starts = () => false;
  };
  await injector.apply(spec, undo, signal());
  expect(kills()).toHaveLength(1);
  expect(await observe(undo)).toMatchObject({ presence: 'partly', hits: 1 });
});

describe('an API that fails in the middle', () => {
  test('with 429 is asked again when it says', async () => {
    const { spec, undo } = await prepare();
    failing('evict', 2, () => new ClusterError('too many', 'the server is busy', { retryAfter: 3 }));
    expect((await injector.apply(spec, undo, signal())).kind).toBe('applied');
    expect(kills()).toHaveLength(1);
    expect(shop.clock.now()).toBe(6000);
  });

  test.for(['server', 'timeout', 'unreachable'] as const)('(%s) before it did anything is asked again', async (code) => {
    const { spec, undo } = await prepare();
    failing('evict', 1, () => new ClusterError(code, 'no answer'));
    expect((await injector.apply(spec, undo, signal())).kind).toBe('applied');
    expect(kills()).toHaveLength(1);
  });

  test.for(['server', 'timeout', 'unreachable'] as const)('(%s) after it did what was asked is not asked again', async (code) => {
    const { spec, undo, victim } = await prepare();
    failing('evict', 1, () => {
      shop.cluster.objects.delete(path(victim));
      shop.cluster.settle();
      return new ClusterError(code, 'no answer');
    });
    expect((await injector.apply(spec, undo, signal())).kind).toBe('applied');
    expect(kills()).toEqual([]);
    expect(await observe(undo)).toMatchObject({ presence: 'present', hits: 1 });
  });

  test('for as long as the fault was to stay leaves it unclear', async () => {
    const { spec, undo } = await prepare();
    failing('evict', Infinity, () => new ClusterError('timeout', 'no answer'));
    expect(await injector.apply(spec, undo, signal())).toEqual({ kind: 'unclear', why: 'no answer' });
  });

  test('where the look before the kill fails, kills nothing until it has looked', async () => {
    const { spec, undo } = await prepare();
    let looks = 0;
    shop.cluster.before = (verb, at) => {
      if (verb === 'list' && at.endsWith('/pods') && ++looks > 1 && looks < 4) throw new ClusterError('server', 'etcd has no leader');
    };
    await injector.apply(spec, undo, signal());
    expect([looks, kills().length]).toEqual([4, 1]);
  });

  test('with 403 ends the injection', async () => {
    const { spec, undo } = await prepare();
    failing('evict', 1, () => new ClusterError('denied', 'pods/eviction is forbidden'));
    await expect(injector.apply(spec, undo, signal())).rejects.toThrow('pods/eviction is forbidden');
  });
});

test('a halt stops before the next kill', async () => {
  const { spec, undo } = await prepare({ via: 'delete', count: 2 });
  const halt = new AbortController();
  shop.cluster.before = (verb, at) => void (verb === 'delete' && at.includes('/pods/') && queueMicrotask(() => halt.abort(new Error('halted'))));
  await expect(injector.apply(spec, undo, halt.signal)).rejects.toThrow('halted');
  expect(kills()).toHaveLength(1);
});
