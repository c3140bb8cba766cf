import { pods } from '../../src/domain/kubernetes/pods.ts';
import { clusterContract } from '../contract/cluster.ts';
import { FakeCluster } from '../fakes/cluster.ts';

clusterContract('the fake cluster', async () => {
  const cluster = new FakeCluster();
  cluster.execute = (_, __, [program, ...args]) => shell(program ?? '', args.at(-1) ?? '');
  return {
    cluster,
    namespace: 'shop',
    pod: async (name, labels) => {
      const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
      return pods.schema.parse(cluster.put(pods, 'shop', { metadata: { name, labels }, spec: { containers: [{ name: 'main' }] }, status }));
    },
    talker: async (name) => {
      cluster.put(pods, 'shop', { metadata: { name }, spec: { containers: [{ name: 'main' }] }, status: { phase: 'Running' } });
      const log = cluster.logOf('shop', name, 'main');
      log.write(...Array.from({ length: 20 }, (_, index) => `said ${index}`));
      log.end();
    },
    until: async (what, so) => {
      if (!(await so())) throw new Error(`it is not so at once: ${what}`);
    },
    async [Symbol.asyncDispose]() {},
  };
});

/** As much of a container as the suite runs. */
function shell(program: string, time: string) {
  if (program !== 'sleep') return { code: 127, stdout: '', stderr: `${program}: not found` };
  return /^\d+$/.test(time) ? { code: 0, stdout: '', stderr: '' } : { code: 1, stdout: '', stderr: `sleep: invalid number '${time}'\n` };
}
