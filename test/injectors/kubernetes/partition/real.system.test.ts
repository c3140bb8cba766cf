import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { policies } from '../../../../src/domain/kubernetes/surroundings.ts';
import type { Observation } from '../../../../src/domain/plan.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { ms } from '../../../../src/domain/units.ts';
import type { Injector, InjectorKind } from '../../../../src/ports/injector.ts';
import { ownCluster } from '../../../cluster/cluster.ts';
import { injectorContract } from '../../../contract/injector.ts';
import { realCluster } from '../../../kubernetes/real.ts';
import { realPorts } from '../pod-kill/real.ts';
import { fresh, held, openRealSplit, type RealSplit } from './real-split.ts';
import { kind } from './split.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const address = ownCluster() !== undefined ? realCluster() : undefined;
const signal = (): AbortSignal => new AbortController().signal;

const unknown = 'fresh connections are cut; whether those are that stood before is not known';

/** As the engine does it: an enforcer takes a moment, so nobody looks once and believes. */
async function appears(injector: Injector, undo: JsonObject): Promise<Observation> {
  const end = systemClock.now() + 10_000;
  for (;;) {
    const seen = await injector.observe(undo, signal());
    if (seen.presence === 'present' || systemClock.now() > end) return seen;
    await systemClock.sleep(ms(200));
  }
}

describe.skipIf(address === undefined)('between real pods', () => {
  if (address === undefined) return;
  let split: RealSplit;
  const ports = realPorts(address);
  /** The contract looks once; the policy it has made is enforced a moment later. */
  const patient: InjectorKind = {
    ...kind,
    load: async (given) => {
      const injector = await kind.load(given);
      return {
        ...injector,
        apply: async (spec, undo, until) => {
          const applied = await injector.apply(spec, undo, until);
          await appears(injector, undo);
          return applied;
        },
      };
    },
  };

  beforeAll(async () => {
    split = await openRealSplit(address);
    const injector = await kind.load(ports);
    // Pods are available before every node's proxy knows the way to them.
    await split.until('callers reach a server', async () => (await injector.preflight(split.spec(), signal())).length === 0);
  });
  afterAll(async () => {
    await split[Symbol.asyncDispose]();
  });

  injectorContract('kubernetes.partition', async () => ({
    kind: patient,
    spec: split.spec(),
    ports,
    snapshot: () => split.standing(),
    elsewhere: { module: new URL('../pod-kill/elsewhere.ts', import.meta.url).href, env: { TEST_KIND: kind.type, TEST_CLUSTER: JSON.stringify(address) } },
    async [Symbol.asyncDispose]() {},
  }));

  const ways = {
    'from everything': { peers: 'everything' },
    'outwards alone': { direction: 'egress' },
    'inwards alone, seen by the peers': { pods: 'app=server', peers: 'app=caller', direction: 'ingress' },
    'by what the peers are not': { peers: 'app notin (caller)' },
  };
  test.each(Object.entries(ways))('is cut off %s, and talks again', async (_, keys) => {
    const injector = await kind.load(ports);
    const spec = split.spec(keys);
    expect(await injector.preflight(spec, signal())).toEqual([]);
    const { undo } = await injector.prepare(spec, { run: 'ways', n: 1 }, signal());
    await injector.apply(spec, undo, signal());
    expect(await appears(injector, undo)).toEqual({ presence: 'present', detail: unknown });
    expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored' });
  });

  test('who is no peer still talks', async () => {
    const injector = await kind.load(ports);
    // The callers are cut off from each other, and so from none that serves.
    const others = split.spec({ peers: 'app=caller' });
    const { undo } = await injector.prepare(others, { run: 'others', n: 1 }, signal());
    await injector.apply(others, undo, signal());
    await systemClock.sleep(ms(3000));
    expect(await injector.observe(undo, signal())).toMatchObject({ presence: 'partly', detail: expect.stringMatching(/has no effect: .* can talk$/) });
    expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored' });
  });

  test('what becomes of a connection that stood before is told', async () => {
    const injector = await kind.load(ports);
    const spec = split.spec({ prove: { run: fresh, 'kept-alive': held, container: 'curl' } });
    const { undo } = await injector.prepare(spec, { run: 'kept', n: 1 }, signal());
    await injector.apply(spec, undo, signal());
    const seen = await appears(injector, undo);
    // kube-router, like most, lets what is established go on.
    expect(seen).toEqual({ presence: 'partly', detail: 'fresh connections are cut; one that stood before survives: who keeps connections does not notice' });
    expect(await injector.restore(undo, signal())).toEqual({ kind: 'restored' });
  });

  test('is refused where another policy lets the two talk, and would indeed be in vain', async () => {
    const injector = await kind.load(ports);
    const { undo } = await injector.prepare(split.spec(), { run: 'vain', n: 1 }, signal());
    const other = { podSelector: { matchLabels: { app: 'caller' } }, policyTypes: ['Egress', 'Ingress'], egress: [{}], ingress: [{}] };
    await split.cluster.create(policies, split.namespace, { metadata: { name: 'open' }, spec: other }, signal());
    try {
      const found = await injector.preflight(split.spec(), signal());
      expect(found.map(({ why }) => why.split(' ')[0])).toEqual(['networkpolicy/open', 'networkpolicy/open']);
      await injector.apply(split.spec(), undo, signal());
      await systemClock.sleep(ms(3000));
      expect(await injector.observe(undo, signal())).toMatchObject({ presence: 'partly', detail: expect.stringMatching(/has no effect: .* can talk$/) });
    } finally {
      await injector.restore(undo, signal());
      await split.cluster.remove(policies, { namespace: split.namespace, name: 'open' }, {}, signal());
    }
  });
});
