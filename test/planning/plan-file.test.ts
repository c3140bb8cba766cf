import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  test('says how long a breach may last at worst', async () => {
    expect((await planned(flag)).detection).toMatchObject([{ id: 'abort.orders', worst: 2000 }]);
  });
});
