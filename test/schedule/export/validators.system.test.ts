/** Exports of the schedule we ship, held against those who would read them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../../experiments/shop/layout.ts';
import { kubeconform, validate } from '../../kubernetes/kubeconform.ts';
import { systemProgram } from '../../system.ts';

const actionlint = systemProgram('actionlint');
const analyze = systemProgram('systemd-analyze');
const folder = mkdtempSync(join(tmpdir(), 'fd-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

function exported(...args: readonly string[]): string {
  const line = [join(root, 'bin/firedrill.js'), 'schedule', 'export', 'experiments/weekly/schedule.yaml', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, line, { cwd: root, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

test.skipIf(kubeconform === undefined)('Kubernetes would take the CronJobs', () => {
  const yaml = exported('--to', 'kubernetes', '--image', 'registry.example/firedrill:0.1.0', '--claim', 'records');
  expect(yaml.match(/^kind: CronJob$/gm)).toHaveLength(2);
  expect(validate(yaml)).toEqual([]);
});

const ours = ['--to', 'github', '--command', 'npm run -s firedrill --'];

test('the workflow we ship is what the schedule we ship is exported to', () => {
  expect(readFileSync(join(root, 'experiments/weekly/workflow.yml'), 'utf8')).toBe(exported(...ours));
});

test.skipIf(actionlint === undefined)('GitHub would take the workflow', () => {
  const { status, stdout } = spawnSync(actionlint ?? '', ['-no-color', '-shellcheck=', '-'], { input: exported(...ours), encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test.skipIf(analyze === undefined)('systemd would take the units, and agrees when they are due', () => {
  exported('--to', 'systemd', '--out', folder);
  const units = readdirSync(folder).filter((name) => name.endsWith('.timer'));
  expect(units).toHaveLength(2);
  // --man=no: no manual pages are asked; a unit that cannot be loaded, or has an unknown key, fails or is told on stderr.
  const { status, stderr } = spawnSync(analyze ?? '', ['verify', '--man=no', ...units.map((name) => join(folder, name))], { encoding: 'utf8' });
  expect(stderr.split('\n').filter((line) => line.includes('firedrill'))).toEqual([]);
  expect(status, stderr).toBe(0);
  const due = spawnSync(analyze ?? '', ['calendar', '--base-time', '2026-12-01 00:00 UTC', 'Tue *-*-* 10:00:00 Europe/Berlin'], { encoding: 'utf8' });
  expect(due.stdout).toContain('2026-12-01 09:00:00 UTC');
});
