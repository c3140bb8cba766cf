/** Experiments on a namespace of a test, with the rights that they need. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../../experiments/shop/layout.ts';
import type { Values } from './helm.ts';

const here = { production: false, contexts: { 'in-cluster': 'https://kubernetes.default.svc' }, namespaces: ['fd-test-*'], hosts: ['web.fd-test-*'] };
export const config = { environments: { here } };

/** The text of an experiment of ours on a namespace. */
export const experimentOn = (name: string, target: string): string =>
  readFileSync(join(import.meta.dirname, `fixtures/${name}.yaml`), 'utf8').replaceAll('TARGET', target);

const printed = z.looseObject({ access: z.array(z.unknown()) });

/** Values of an experiment with the rights that `firedrill rbac` prints for it, and no others. */
export function withRights(file: string): Values {
  const folder = mkdtempSync(join(tmpdir(), 'fd-rbac-'));
  try {
    writeFileSync(join(folder, 'firedrill.config.yaml'), JSON.stringify(config));
    writeFileSync(join(folder, 'experiment.yaml'), file);
    const rbac = (...more: readonly string[]): Values => {
      const args = [join(root, 'bin/firedrill.js'), 'rbac', 'experiment.yaml', '--values', '--json', ...more];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`firedrill rbac failed:\n${stderr}`);
      return printed.parse(JSON.parse(stdout));
    };
    return { file, ...rbac(), restoring: rbac('--restoring') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
