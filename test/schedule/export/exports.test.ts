import { describe, expect, test } from 'vitest';
import { toGithub } from '../../../src/schedule/export/github.ts';
import { toKubernetes } from '../../../src/schedule/export/kubernetes.ts';
import { toSystemd } from '../../../src/schedule/export/systemd.ts';
import { exporting } from './exporting.ts';

test('systemd gets a service and a timer for each job, and lets a guardian live on', () => {
  const [service, timer] = toSystemd(exporting, { command: ['/opt/node 24/node', '/opt/firedrill.js'] });
  expect(service?.name).toBe('firedrill-weekly-checkout.service');
  expect(service?.text).toContain('ExecStart="/opt/node 24/node" /opt/firedrill.js schedule once week/schedule.yaml --job checkout --late 5m\n');
  expect(service?.text).toContain('KillMode=mixed\nTimeoutStopSec=90\nTimeoutStartSec=1800\n');
  expect(service?.text).toContain('# Has to set: SLACK_TOKEN\nEnvironmentFile=-%E/firedrill/weekly.env\n');
  expect(timer?.text).toContain('OnCalendar=Tue *-*-* 10:00:00 Europe/Berlin\n');
  expect(timer?.text).toContain('Persistent=false\n');
});

test('what means something to systemd is only text in a name', () => {
  const [service] = toSystemd({ ...exporting, folder: '/srv/100%', file: 'a "b"$c.yaml' }, { command: ['node'] });
  expect(service?.text).toContain('WorkingDirectory=/srv/100%%\n');
  expect(service?.text).toContain('schedule once "a \\"b\\"$$c.yaml" --job');
});

test('GitHub starts a job at the hours of both halves of the year, one after the other, and leaves the guardian alone', () => {
  const workflow = toGithub(exporting, { command: 'npx --no -- firedrill' });
  expect(workflow['on']).toEqual({ schedule: [{ cron: '0 8,9 * * 2' }], workflow_dispatch: {} });
  expect(workflow['permissions']).toEqual({ contents: 'read' });
  expect(workflow['jobs']).toMatchObject({
    'firedrill-weekly-checkout': {
      'timeout-minutes': 30,
      concurrency: { group: 'firedrill-weekly-checkout', 'cancel-in-progress': false },
      env: { RUNNER_TRACKING_ID: '', SLACK_TOKEN: '${{ secrets.SLACK_TOKEN }}' },
    },
  });
});

describe('Kubernetes', () => {
  const options = { image: 'registry.example/firedrill:0.1.0', namespace: 'drills', account: 'firedrill' };
  const [map, cron] = toKubernetes(exporting, options);

  test('gets every file that a run reads, each at its place', () => {
    expect(map).toMatchObject({ kind: 'ConfigMap', data: { 'file-0': 'kind: Schedule\n', 'file-2': 'kind: Experiment\n' } });
    expect(JSON.stringify(cron)).toContain('{"name":"files","mountPath":"/work/slow.yaml","subPath":"file-2","readOnly":true}');
  });

  test('runs it at the hour of its zone, never twice at once, never a second time, and gives it time to restore', () => {
    expect(cron).toMatchObject({
      kind: 'CronJob',
      spec: {
        schedule: '0 10 * * 2',
        timeZone: 'Europe/Berlin',
        concurrencyPolicy: 'Forbid',
        jobTemplate: {
          spec: { backoffLimit: 0, activeDeadlineSeconds: 1800, template: { spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 90 } } },
        },
      },
    });
  });

  test('takes secrets by reference, and records from a claim where one is named', () => {
    expect(JSON.stringify(cron)).toContain('"secretKeyRef":{"name":"firedrill-weekly","key":"SLACK_TOKEN","optional":true}');
    expect(JSON.stringify(toKubernetes(exporting, { ...options, claim: 'records' })[1])).toContain('"persistentVolumeClaim":{"claimName":"records"}');
  });
});
