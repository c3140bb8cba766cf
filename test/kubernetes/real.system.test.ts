import { describe, expect, test, vi } from 'vitest';
import { nodes } from '../../src/domain/kubernetes/surroundings.ts';
import { createClusters } from '../../src/kubernetes/clusters.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { LogStart } from '../../src/ports/cluster.ts';
import { clusterContract } from '../contract/cluster.ts';
import { forwarderTo } from './forwarder.ts';
import { freshNamespace, realCluster } from './real.ts';

vi.setConfig({ testTimeout: 90_000 });

const address = realCluster();
if (address !== undefined) {
  clusterContract('a real cluster', () => freshNamespace(address));

  describe('a connection to a real cluster', () => {
    const signal = (): AbortSignal => new AbortController().signal;

    test('is kept: fifty calls do not make fifty TLS connections', async () => {
      await using road = await forwarderTo(address);
      await using clusters = createClusters(systemClock, () => undefined);
      const cluster = await clusters.connect(road.address);
      for (let call = 0; call < 50; call += 1) await cluster.list(nodes, {}, signal());
      expect(road.connections).toBeLessThanOrEqual(2);
    });

    test('that breaks is unreachable, and made again by the next call', async () => {
      await using road = await forwarderTo(address);
      await using clusters = createClusters(systemClock, () => undefined);
      const cluster = await clusters.connect(road.address);
      const count = (await cluster.list(nodes, {}, signal())).length;
      road.cut();
      await expect(cluster.list(nodes, {}, signal())).rejects.toMatchObject({ code: 'unreachable' });
      road.mend();
      expect(await cluster.list(nodes, {}, signal())).toHaveLength(count);
    });

    test('that breaks while a log is followed says so, and the next one misses nothing', async () => {
      await using stage = await freshNamespace(address);
      await using road = await forwarderTo(address);
      await using clusters = createClusters(systemClock, () => undefined);
      const cluster = await clusters.connect(road.address);
      const at = { namespace: stage.namespace, name: 'talker' };
      await stage.talker(at.name);
      const heard = new Set<string>();
      const follow = async (from: LogStart, each: () => void): Promise<void> => {
        for await (const line of cluster.logs(at, 'main', from, signal())) {
          heard.add(line);
          each();
        }
      };
      await expect(follow({ kind: 'first' }, () => heard.size === 3 && road.cut())).rejects.toMatchObject({ code: 'unreachable' });
      road.mend();
      await follow({ kind: 'last', seconds: 30 }, () => undefined);
      expect([...heard]).toEqual(Array.from({ length: 20 }, (_, index) => `said ${index}`));
    });
  });
}
