import { describe, expect, test } from 'vitest';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { followLoad } from '../../../../src/probes/load/told/follow.ts';
import { lineOf } from '../../../../src/probes/load/told/message.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { FakeCluster, fakeAddress } from '../../../fakes/cluster.ts';
import type { PodLog } from '../../../fakes/pod-log.ts';

const never = new AbortController().signal;
const stats = { good: 0, failed: 0, dropped: 0, skipped: 0, waiting: 0, worstLag: 0, failures: {} };

/** A Job's pod that says something each 100 ms of the clock, and a load that listens to it. */
class Stage implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly cluster = new FakeCluster();
  readonly log: PodLog;
  readonly load;
  #seq = 0;
  /** What was said for every second of requests. */
  good = 20;

  constructor() {
    this.cluster.put(pods, 'shop', { metadata: { name: 'fd-r-1-x', labels: { 'job-name': 'fd-r-1' } }, spec: {}, status: { phase: 'Running' } });
    this.log = this.cluster.logOf('shop', 'fd-r-1-x', 'load');
    this.load = followLoad({ address: fakeAddress, namespace: 'shop', name: 'fd-r-1' }, { clock: this.clock, kubernetes: this.cluster });
  }

  /** A message of the last 100 ms; `kept` false for one that the node has lost. */
  say(kept = true): void {
    const seq = (this.#seq += 1);
    const reading = { from: (seq - 1) * 100, to: seq * 100, total: 20, good: this.good, dropped: 0, waiting: 0, overdue: 0 };
    if (kept) this.log.write(lineOf({ seq, reading: { ...reading, counts: [], ages: [], saturated: false }, stats: { ...stats, good: seq * 20 } }));
  }

  async pass(slots: number, kept = true): Promise<void> {
    for (let slot = 0; slot < slots; slot += 1) {
      this.say(kept);
      await this.clock.advance(100);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.load[Symbol.asyncDispose]();
  }
}

describe('a load in a cluster', () => {
  test('is heard by the log of its pod, from the first line on', async () => {
    await using stage = new Stage();
    await stage.pass(1);
    expect(await stage.load.stats()).toMatchObject({ good: 20 });
    const cursor = stage.load.cursor({ latencies: false });
    await stage.pass(10);
    expect(await cursor.take(never)).toMatchObject({ total: 200, good: 200, saturated: false });
  });

  test('loses nothing with a connection that breaks, and takes nothing twice', async () => {
    await using stage = new Stage();
    await stage.pass(1);
    const cursor = stage.load.cursor({ latencies: false });
    await stage.pass(5);
    stage.log.cut();
    await stage.pass(5);
    expect(await cursor.take(never)).toMatchObject({ total: 200, saturated: false });
  });

  test('is no evidence where the node has lost a part of its log', async () => {
    await using stage = new Stage();
    await stage.pass(1);
    const cursor = stage.load.cursor({ latencies: false });
    await stage.pass(3, false);
    await stage.pass(5);
    expect(await cursor.take(never)).toMatchObject({ total: 100, saturated: true });
  });

  test('is blind while nothing comes, by a connection that does not say that it is dead too, and says why', async () => {
    await using stage = new Stage();
    await stage.pass(1);
    const cursor = stage.load.cursor({ latencies: false });
    await stage.pass(5);
    await stage.clock.advance(1000);
    await expect(cursor.take(never)).rejects.toThrow(/^the newest that the load has said is 1\.1 s old$/);
    stage.cluster.before = () => {
      throw new Error('no route to it');
    };
    await stage.clock.advance(2000);
    await expect(cursor.take(never)).rejects.toThrow(/^the newest that the load has said is 3\.1 s old: no route to it$/);
    stage.cluster.before = () => undefined;
    // What it measured meanwhile comes at once.
    for (let slot = 0; slot < 30; slot += 1) stage.say();
    await stage.pass(3);
    expect(await cursor.take(never)).toMatchObject({ total: 38 * 20, saturated: false });
  });

  test('stays blind when its pod has ended', async () => {
    await using stage = new Stage();
    await stage.pass(1);
    const cursor = stage.load.cursor({ latencies: false });
    stage.log.end();
    await stage.clock.advance(60_000);
    await expect(cursor.take(never)).rejects.toThrow('old: its log has ended');
  });

  test('says what its container says where it is no load', async () => {
    await using stage = new Stage();
    stage.log.write("error: unknown command 'load'");
    stage.log.end();
    const asked = expect(stage.load.stats()).rejects.toThrow(`the load in the cluster says nothing: it says "error: unknown command 'load'"`);
    await stage.clock.advance(10_000);
    await asked;
  });

  test('says that it has no pod', async () => {
    await using stage = new Stage();
    stage.cluster.objects.clear();
    const asked = expect(stage.load.stats()).rejects.toThrow('the load in the cluster says nothing: there is no pod of job/fd-r-1');
    await stage.clock.advance(10_000);
    await asked;
  });
});
