import { describe, expect, test } from 'vitest';
import { ClusterError } from '../../../../src/domain/kubernetes/cluster-error.ts';
import { jobs } from '../../../../src/domain/kubernetes/jobs.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { showRight } from '../../../../src/domain/kubernetes/right.ts';
import { configMaps, leases, namespaces } from '../../../../src/domain/kubernetes/surroundings.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { loadJob } from '../../../../src/injectors/kubernetes/load/kind.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { FakeCluster } from '../../../fakes/cluster.ts';
import { injectorContract } from '../../../contract/injector.ts';
import { fakePorts } from '../edit/stage.ts';
import { QuickClock } from '../pod-kill/quick-clock.ts';

const signal = (): AbortSignal => new AbortController().signal;
const spec = loadJob.schema.parse({ namespace: 'shop', image: 'registry.example/firedrill:1', load: '{"name":"web"}' });
const job = { namespace: 'shop', name: 'fd-k2x-1' };

class Lab {
  readonly cluster = new FakeCluster();
  readonly clock: FakeClock;
  undo: JsonObject = {};
  manual = '';

  constructor(clock: FakeClock = new QuickClock()) {
    this.clock = clock;
    this.cluster.put(namespaces, undefined, { metadata: { name: 'shop' } });
  }

  injector = () => loadJob.load({ ...fakePorts(this.cluster), clock: this.clock });

  async start(): Promise<void> {
    const injector = await this.injector();
    const { undo, manual } = await injector.prepare(spec, { run: 'k2x', n: 1 }, signal());
    [this.undo, this.manual] = [JSON.parse(JSON.stringify(undo)) as JsonObject, manual];
    expect(await injector.apply(spec, this.undo, signal())).toEqual({ kind: 'applied' });
  }

  job = () => this.cluster.all(jobs, 'shop')[0] as { readonly spec?: JsonObject } | undefined;
  ours = () => [jobs, pods, configMaps, leases].flatMap((one) => this.cluster.all(one, 'shop').map(({ metadata }) => metadata.name));
}

injectorContract('a load in a fake cluster', async () => {
  const { cluster, clock } = new Lab();
  return {
    kind: loadJob,
    spec,
    ports: { ...fakePorts(cluster), clock },
    snapshot: async () => [jobs, pods, configMaps, leases].map((one) => cluster.all(one, 'shop')),
    [Symbol.asyncDispose]: async () => undefined,
  };
});

describe('the Job of a load', () => {
  test('is one restricted pod without an account, that is never started again and ends by itself', async () => {
    const lab = new Lab();
    await lab.start();
    const labels = { 'app.kubernetes.io/managed-by': 'firedrill', 'firedrill.dev/run': 'k2x', 'firedrill.dev/injection': 'fd-k2x-1' };
    expect(lab.job()).toMatchObject({
      metadata: { name: 'fd-k2x-1', labels },
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: 60,
        ttlSecondsAfterFinished: 600,
        template: {
          metadata: { labels, annotations: { 'firedrill.dev/faults': 'none', 'karpenter.sh/do-not-disrupt': 'true' } },
          spec: {
            restartPolicy: 'Never',
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                name: 'load',
                image: 'registry.example/firedrill:1',
                args: ['load'],
                env: [{ name: 'FIREDRILL_LOAD', value: '{"name":"web"}' }],
                resources: { requests: { cpu: '250m', memory: '128Mi' } },
                securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
              },
            ],
          },
        },
      },
    });
  });

  test('has its record in the cluster before it is there, and takes no turn', async () => {
    const lab = new Lab();
    await lab.start();
    expect(lab.cluster.writes).toEqual(['create /api/v1/namespaces/shop/configmaps/fd-k2x-1', 'create /apis/batch/v1/namespaces/shop/jobs/fd-k2x-1']);
    expect(lab.cluster.all(leases, 'shop')).toEqual([]);
  });

  test('says nothing of what it sends in its undo', async () => {
    const lab = new Lab();
    await lab.start();
    expect(JSON.stringify(lab.undo)).not.toContain('web');
  });

  test('has its lease moved on with its record, by the time since it was made', async () => {
    const lab = new Lab(new FakeClock());
    const injector = await lab.injector();
    const { undo } = await injector.prepare(spec, { run: 'k2x', n: 1 }, signal());
    await injector.apply(spec, undo, signal());
    await lab.clock.advance(15_500);
    await injector.renew?.(undo, signal());
    expect(lab.job()?.spec).toMatchObject({ activeDeadlineSeconds: 76 });
    expect(lab.cluster.all(configMaps, 'shop')[0]?.metadata).toMatchObject({ annotations: { 'firedrill.dev/renewed': '2026-01-01T00:00:15.500Z' } });
  });
});

describe('a Job is seen', () => {
  const seen = async (lab: Lab) => (await lab.injector()).observe(lab.undo, signal());
  const status = (lab: Lab, change: object): void => {
    const [path, pod] = [...lab.cluster.objects].find(([key]) => key.includes('/pods/')) ?? expect.fail();
    lab.cluster.objects.set(path, { ...pod, status: change as JsonObject });
  };

  test('where its container runs', async () => {
    const lab = new Lab();
    await lab.start();
    expect(await seen(lab)).toEqual({ presence: 'present', detail: expect.stringMatching(/^pod fd-k2x-1-\d+$/) as string });
  });

  test('in part while its pod cannot start, with what it waits for', async () => {
    const lab = new Lab();
    lab.cluster.starts = () => false;
    await lab.start();
    expect(await seen(lab)).toMatchObject({
      presence: 'partly',
      detail: expect.stringMatching(/^pod fd-k2x-1-\d+ is Pending: ImagePullBackOff: no such image$/) as string,
    });
    const scheduled = { type: 'PodScheduled', status: 'False', message: '0/3 nodes are available: 3 Insufficient cpu.' };
    status(lab, { phase: 'Pending', conditions: [scheduled] });
    expect(await seen(lab)).toMatchObject({ detail: expect.stringMatching(/ is Pending: 0\/3 nodes are available: 3 Insufficient cpu\.$/) as string });
  });

  test('no more where the kubelet will not start it, whatever it waits for', async () => {
    const lab = new Lab();
    await lab.start();
    const waiting = { reason: 'CreateContainerConfigError', message: 'container has runAsNonRoot and image will run as root' };
    status(lab, { phase: 'Pending', containerStatuses: [{ name: 'load', ready: false, restartCount: 0, state: { waiting } }] });
    const detail = expect.stringMatching(/ cannot start: CreateContainerConfigError: container has runAsNonRoot and image will run as root$/) as string;
    expect(await seen(lab)).toMatchObject({ presence: 'absent', detail });
  });

  test('in part while it has no pod: a quota may not let it', async () => {
    const lab = new Lab();
    await lab.start();
    for (const [key] of [...lab.cluster.objects].filter(([path]) => path.includes('/pods/'))) lab.cluster.objects.delete(key);
    expect(await seen(lab)).toEqual({ presence: 'partly', detail: 'job/fd-k2x-1 has no pod yet' });
  });

  test('no more once its container has ended, whatever the code', async () => {
    const lab = new Lab();
    await lab.start();
    status(lab, { phase: 'Failed', containerStatuses: [{ name: 'load', ready: false, restartCount: 0, state: { terminated: { exitCode: 1 } } }] });
    expect(await seen(lab)).toMatchObject({ presence: 'absent', detail: expect.stringMatching(/ has ended with code 1$/) as string });
  });

  test('no more once it has failed: its lease is over', async () => {
    const lab = new Lab();
    await lab.start();
    const failed = { type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
    await lab.cluster.patch(jobs, job, { status: { conditions: [failed] } }, signal());
    expect(await seen(lab)).toEqual({ presence: 'absent', detail: 'its Job has failed: Job was active longer than specified deadline' });
  });
});

describe('a Job is taken back', () => {
  const restore = async (lab: Lab, until = signal()) => (await lab.injector()).restore(lab.undo, until);

  test('with its pod and its record', async () => {
    const lab = new Lab();
    await lab.start();
    expect(await restore(lab)).toEqual({ kind: 'restored' });
    expect(lab.ours()).toEqual([]);
  });

  test('by its UID: another that has got its name in the same moment stays', async () => {
    const lab = new Lab();
    await lab.start();
    lab.cluster.before = (verb) => {
      if (verb !== 'delete') return;
      lab.cluster.before = () => undefined;
      lab.cluster.objects.delete('/apis/batch/v1/namespaces/shop/jobs/fd-k2x-1');
      lab.cluster.put(jobs, 'shop', { metadata: { name: 'fd-k2x-1' }, status: {} });
    };
    expect(await restore(lab)).toEqual({ kind: 'restored', note: "job/fd-k2x-1 is somebody else's: it does not carry the label of this run" });
    expect(lab.cluster.all(jobs, 'shop')).toHaveLength(1);
  });

  test('also where the API is away for a while', async () => {
    const lab = new Lab();
    await lab.start();
    let away = 5;
    lab.cluster.before = () => {
      if (away-- > 0) throw new ClusterError('unreachable', 'https://fake.test:6443 cannot be reached: connect ECONNREFUSED');
    };
    expect(await restore(lab)).toEqual({ kind: 'restored' });
    expect(lab.ours()).toEqual([]);
  });

  test('or is left, with its pod and the command, where that does not end in time', async () => {
    const lab = new Lab();
    await lab.start();
    const time = new AbortController();
    lab.cluster.remove = async () => {
      await lab.cluster.patch(jobs, job, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, signal());
      time.abort();
      return 'accepted';
    };
    expect(await restore(lab, time.signal)).toEqual({
      kind: 'left',
      left: [
        {
          target: 'job/fd-k2x-1',
          why: expect.stringMatching(/^it is being deleted, and pod fd-k2x-1-\d+ on no node has not ended$/) as string,
          command: 'kubectl --context fake -n shop delete job/fd-k2x-1 --cascade=foreground',
        },
      ],
    });
    expect(lab.manual).toBe('kubectl --context fake -n shop delete job/fd-k2x-1 --cascade=foreground');
    expect(lab.cluster.all(configMaps, 'shop')).toHaveLength(1);
  });
});

describe('preflight of a load in a cluster', () => {
  const refusals = async (lab: Lab) => (await lab.injector()).preflight(spec, signal());

  test('names every right that is missing, those of restore first', async () => {
    const lab = new Lab();
    const lacking = new Set(['delete jobs in namespace shop', 'get pods/log in namespace shop']);
    lab.cluster.rights = (right) => !lacking.has(showRight(right));
    const hint = 'firedrill rbac <file> prints the least role that the experiment needs.';
    expect(await refusals(lab)).toEqual([
      { why: 'this user may not delete jobs in namespace shop, and to restore needs it', hint },
      { why: 'this user may not get pods/log in namespace shop, and to inject needs it', hint },
    ]);
  });

  test('refuses a namespace that is not there, that is going, or that wants nothing of this', async () => {
    const lab = new Lab();
    const put = (metadata: JsonObject) => void lab.cluster.put(namespaces, undefined, { metadata: { name: 'shop', ...metadata } });
    put({ annotations: { 'firedrill.dev/faults': 'none' } });
    expect(await refusals(lab)).toMatchObject([{ why: 'namespace/shop puts up with no faults (annotation firedrill.dev/faults)' }]);
    put({ annotations: { 'firedrill.dev/faults': 'kubernetes.pod-kill' } });
    expect(await refusals(lab)).toEqual([]);
    put({ deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(await refusals(lab)).toEqual([{ why: 'namespace shop is being deleted', hint: 'Choose another.' }]);
    lab.cluster.objects.clear();
    expect(await refusals(lab)).toEqual([{ why: 'there is no namespace shop in fake', hint: 'Correct in: { namespace }, or context.' }]);
  });
});
