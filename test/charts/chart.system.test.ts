import { describe, expect, test } from 'vitest';
import { flagFile, helm, jobOf, lint, one, template, valuesOf, type JobSpec, type Values } from './helm.ts';

const shopRules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'delete'] }];
const drill = (experiment: Values = {}, rest: Values = {}): JobSpec => jobOf(one(template(valuesOf(experiment, rest)), 'CronJob', 'fd-flag'));
const container = (job: JobSpec) => {
  const [first] = job.template.spec.containers;
  if (first === undefined) throw new Error('There is no container.');
  return first;
};

describe.skipIf(helm === undefined)('the chart', () => {
  test('passes helm lint', () => {
    const { ok, said } = lint(valuesOf({ schedule: '0 10 * * 2', run: '1', access: [{ namespace: 'shop', rules: shopRules }] }));
    expect(said).toContain('0 chart(s) failed');
    expect(ok).toBe(true);
  });

  test('an experiment on a schedule is a CronJob that never overlaps, never tries twice, and knows its time zone', () => {
    const { spec } = one(template(valuesOf({ schedule: '0 10 * * 2', timeZone: 'Europe/Berlin' })), 'CronJob', 'fd-flag');
    expect(spec).toMatchObject({
      schedule: '0 10 * * 2',
      timeZone: 'Europe/Berlin',
      suspend: false,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      jobTemplate: { spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never' } } } },
    });
  });

  test('one without a schedule waits to be fired by hand, at no time of its own', () => {
    expect(one(template(valuesOf()), 'CronJob', 'fd-flag').spec).toMatchObject({ suspend: true, schedule: '0 0 31 2 *', timeZone: 'Etc/UTC' });
  });

  test('one with a run is a Job besides, that Kubernetes never removes: Helm would make it again', () => {
    const all = template(valuesOf({ run: '2' }));
    expect(jobOf(one(all, 'Job', 'fd-flag-2'))).toEqual(jobOf(one(all, 'CronJob', 'fd-flag')));
    expect(jobOf(one(all, 'Job', 'fd-flag-2'))).not.toHaveProperty('ttlSecondsAfterFinished');
    expect(template(valuesOf()).filter(({ kind }) => kind === 'Job')).toEqual([]);
  });

  test('a pod has time to restore every fault twice before it is killed, and a Job to run to its end', () => {
    const job = drill();
    expect(job.template.spec.terminationGracePeriodSeconds).toBe(2 * 10 + 30);
    expect(job.activeDeadlineSeconds).toBe(120 + 50 + 600);
    const plain = flagFile.replace(/limits:.*/, '');
    expect(drill({ file: plain }).template.spec.terminationGracePeriodSeconds).toBe(2 * 30 + 30);
    expect(drill({ file: plain }).activeDeadlineSeconds).toBe(600 + 90 + 600);
    expect(drill({ file: flagFile.replace('restore: 10s', 'restore: 1.5m') }).template.spec.terminationGracePeriodSeconds).toBe(2 * 90 + 30);
    expect(drill({ file: flagFile.replace('restore: 10s', 'restore: 1500ms') }).template.spec.terminationGracePeriodSeconds).toBe(2 * 2 + 30);
    expect(drill({ terminationGracePeriodSeconds: 11, activeDeadlineSeconds: 121 })).toMatchObject({
      activeDeadlineSeconds: 121,
      template: { spec: { terminationGracePeriodSeconds: 11 } },
    });
  });

  test('what would kill a pod under its fault is refused', () => {
    expect(() => drill({ terminationGracePeriodSeconds: 10 })).toThrow(
      'Cannot let experiment flag go after 10 s: its limits.restore is 10 s, and the pod would be killed under its fault. Raise experiments.flag.terminationGracePeriodSeconds, or leave it out.',
    );
    expect(() => drill({ activeDeadlineSeconds: 120 })).toThrow('Cannot end experiment flag after 120 s: its limits.duration is 120 s.');
    expect(() => drill({ file: flagFile.replace('restore: 10s', 'restore: "${var:for}"') })).toThrow(
      'Cannot tell how long experiment flag may restore: limits.restore is a variable. Say experiments.flag.terminationGracePeriodSeconds.',
    );
    expect(() => drill({ file: flagFile.replace('duration: 2m', 'duration: "${var:for}"') })).toThrow('Say experiments.flag.activeDeadlineSeconds.');
  });

  test('pods are what Pod Security calls restricted, with a root that is read-only', () => {
    const restoring = { access: [{ namespace: 'shop', rules: shopRules }] };
    const all = template(valuesOf({ run: '1', restoring }));
    const jobs = all.filter(({ kind }) => kind === 'Job' || kind === 'CronJob').map(jobOf);
    expect(jobs).toHaveLength(4);
    for (const job of jobs) {
      expect(job.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } });
      expect(container(job).securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
      expect(job.template.spec.volumes.filter((volume) => !('emptyDir' in volume || 'configMap' in volume))).toEqual([]);
      expect(job.template.spec).not.toHaveProperty('shareProcessNamespace');
    }
    const assigned = drill({}, { runAsUser: null }).template.spec.securityContext;
    expect(assigned).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  });

  test('everything a runner writes lies in a volume, none of which may be full enough to have the pod evicted', () => {
    const { volumes } = drill().template.spec;
    const mounts = Object.fromEntries(container(drill()).volumeMounts.map(({ name, mountPath, subPath }) => [name, [mountPath, subPath]]));
    expect(mounts).toEqual({
      work: ['/work', undefined],
      state: ['/state', undefined],
      tmp: ['/tmp', undefined],
      config: ['/work/firedrill.config.yaml', 'firedrill.config.yaml'],
      experiments: ['/work/experiments', undefined],
    });
    expect(volumes.filter((volume) => 'emptyDir' in volume).map(({ emptyDir }) => emptyDir)).toEqual([{}, {}, {}]);
    expect(drill({}, { records: { claim: 'drills' } }).template.spec.volumes).toContainEqual({
      name: 'records',
      persistentVolumeClaim: { claimName: 'drills' },
    });
  });

  test('config and experiments reach the pod letter by letter', () => {
    const odd = `${flagFile}# "quotes", \\ and \${env:HOME}, {{ braces }}\n`;
    const all = template(valuesOf({ file: odd }));
    expect(one(all, 'ConfigMap', 'fd-flag').data).toEqual({ 'flag.yaml': odd });
    expect(one(all, 'ConfigMap', 'fd-config').data?.['firedrill.config.yaml']).toContain('in-cluster: https://kubernetes.default.svc');
  });

  test('variables, environment and existing secrets are handed on; no secret is made', () => {
    const all = template(
      valuesOf({ vars: { for: '30s' }, env: { REGION: 'eu', ROUNDS: 3 }, secrets: { TOKEN: { name: 'shop', key: 'token' } } }, { output: 'json' }),
    );
    const { args, env } = container(jobOf(one(all, 'CronJob', 'fd-flag')));
    expect(args).toEqual(['run', 'experiments/flag.yaml', '--var', 'for=30s', '--json']);
    expect(env).toEqual([
      { name: 'REGION', value: 'eu' },
      { name: 'ROUNDS', value: '3' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'shop', key: 'token' } } },
    ]);
    expect(all.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  test('a runner is no target of faults, and nothing moves it under one', () => {
    expect(drill().template.metadata['annotations']).toEqual({
      'firedrill.dev/faults': 'none',
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    });
  });

  test('an image is named by digest where there is one', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(container(drill({}, { image: { repository: 'registry.example:5000/firedrill', digest } })).image).toBe(`registry.example:5000/firedrill@${digest}`);
    expect(container(drill({}, { image: { repository: 'registry.example/firedrill' } })).image).toBe('registry.example/firedrill:0.1.0');
  });
});
