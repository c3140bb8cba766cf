import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../src/sinks/metrics/metrics.ts';
import { systemProgram } from '../system.ts';

const run = promisify(execFile);
const promtool = systemProgram('promtool');
const rules = join(import.meta.dirname, '../../alerts/firedrill.rules.yaml');

const file = z.object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })) });
const alerts = file.parse(parse(readFileSync(rules, 'utf8'))).groups.flatMap((group) => group.rules);

describe.skipIf(promtool === undefined)('the alert rules, by promtool', () => {
  test('are rules', async () => {
    const { stdout } = await run(promtool ?? '', ['check', 'rules', rules]);
    expect(stdout).toContain(`SUCCESS: ${alerts.length} rules found`);
  });

  test('fire when they should, and at no other time', async () => {
    const { stdout } = await run(promtool ?? '', ['test', 'rules', join(import.meta.dirname, 'firedrill.test.yaml')]);
    expect(stdout).toContain('SUCCESS');
  });
});

test('the alert rules ask only for metrics that there are', async () => {
  const known = new Set([...(await createMetrics().text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const asked = alerts.flatMap(({ expr }) => expr.match(/firedrill_\w+/g) ?? []);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});

test('every alert rule is tested', () => {
  const tests = readFileSync(join(import.meta.dirname, 'firedrill.test.yaml'), 'utf8');
  for (const { alert } of alerts) expect(tests).toMatch(new RegExp(`alertname: ${alert}\\n\\s+exp_alerts:\\n`));
});
