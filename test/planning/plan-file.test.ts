import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/engine/plan.ts';
import { planFile } from '../../src/planning/plan-file.ts';
import { flag } from '../cli/firedrill.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fd-plan-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function planned(text: string, env: Readonly<Record<string, string>> = {}, file = 'flag.yaml'): Promise<Plan> {
  await writeFile(join(folder, file), text);
  const found = await planFile(join(folder, file), { vars: {}, env, rehearsal: false, seed: 7 });
  if (found.kind === 'invalid') throw new Error(found.text);
  return found.plan;
}

const config = (types: string): string => `environments:\n  local: { production: false, hosts: [127.0.0.1], faults: [${types}] }\n`;
const inLocal = flag.replace('slis:', 'environment: local\nslis:');

describe('a plan', () => {
  test('counts relative paths from the folder of the config, found upward', async () => {
    await writeFile(join(folder, 'firedrill.config.yaml'), config("'command'"));
    await mkdir(join(folder, 'deep'));
    expect((await planned(inLocal, {}, 'deep/flag.yaml')).experiment.folder).toBe(folder);
  });

  test('asks the config again whenever it is asked what is forbidden', async () => {
    const file = join(folder, 'firedrill.config.yaml');
    await writeFile(file, config("'command'"));
    const plan = await planned(inLocal);
    expect(await plan.forbidden()).toEqual([]);
    await writeFile(file, config("'toxiproxy.*'"));
    expect((await plan.forbidden())[0]?.why).toContain('command');
    await rm(file);
    expect(await plan.forbidden()).toHaveLength(1);
  });

  test('holds what preflight sees of the targets against the caps', async () => {
    await writeFile(join(folder, 'firedrill.config.yaml'), 'environments:\n  local: { production: false, caps: { targets: 1 of 3 } }\n');
    const [before, after] = [inLocal.indexOf('faults:'), inLocal.indexOf('expect:')];
    const kill = 'faults: [{ type: process.kill, command: [app], pick: one, recovers: true }]\n';
    const plan = await planned(inLocal.slice(0, before) + kill + inLocal.slice(after));
    const seen = async (of: number): Promise<readonly string[]> => (await plan.forbidden(new Map([['kill', { hit: 1, of }]]))).map(({ why }) => why);
    expect(await plan.forbidden()).toEqual([]);
    expect(await seen(3)).toEqual([]);
    expect(await seen(2)).toEqual(['fault kill hits 50 % of the targets, and environment local allows 33.33 %.']);
  });

  test('forbids a fault that would carry a secret to disk', async () => {
    const plan = await planned(flag.replace('[touch, off]', "[touch, '${env:TOKEN}']"), { TOKEN: 's3cr3t' });
    expect(plan.secrets).toEqual(['s3cr3t']);
    expect(await plan.forbidden()).toEqual([
      {
        why: 'fault off carries a secret, and what restores it is written to disk.',
        hint: 'Name the variable instead, under headers-from-env or needs-env.',
      },
    ]);
  });

  test('forbids an SLI of a Prometheus that nothing names, once a config could name one', async () => {
    const asking = (text: string): string => text.replace('slis:', 'slis:\n  lag: { prometheus: lag, unit: s }');
    expect(await (await planned(asking(flag))).forbidden()).toEqual([
      {
        why: 'the SLI lag is read from Prometheus, and without an environment there is none.',
        hint: 'Say environment: in the experiment, one of firedrill.config.yaml that has prometheus.',
      },
    ]);
    await writeFile(join(folder, 'firedrill.config.yaml'), config("'command'"));
    const file = relative('', join(folder, 'firedrill.config.yaml'));
    expect(await (await planned(asking(inLocal))).forbidden()).toEqual([
      {
        why: 'the SLI lag is read from Prometheus, and environment local names none.',
        hint: `Add prometheus: { url: http://… } to environment local in ${file}.`,
      },
    ]);
    expect((await (await planned(asking(flag.replace('slis:', 'environment: nowhere\nslis:')))).forbidden()).map(({ why }) => why)).toEqual([
      `nowhere is not an environment of ${file}.`,
    ]);
  });

  test('says how long a breach may last at worst', async () => {
    expect((await planned(flag)).detection).toMatchObject([{ id: 'abort.orders', worst: 2000 }]);
    const loaded = flag
      .replace('slis:', 'load:\n  shop: { get: http://127.0.0.1:8080/, rate: 5/s, timeout: 4s }\nslis:\n  p99: { load: shop, measure: p99 }')
      .replace('  orders: { below: 1 }', '  p99: [{ above: 1500ms }, { above: 300% of baseline }]');
    const { detection } = await planned(loaded);
    expect(detection.map(({ worst }) => worst)).toEqual([3500, 6000]);
    expect(detection[0]?.why).toBe(
      '1.5 s until it shows (a request that hangs counts once it is 1.5 s old) + 1 s until the next sample + 1 s for the sample at most',
    );
  });
});
