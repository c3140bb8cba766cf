import { dirname, resolve } from 'node:path';
import type { Plan } from '../engine/plan.ts';
import { findConfig } from './find-config.ts';
import { readFile, type Environment } from './read-file.ts';
import { resolvePlan } from './resolve.ts';

export interface PlanFileOptions {
  readonly vars: Readonly<Record<string, string>>;
  readonly env: Environment;
  readonly rehearsal: boolean;
  readonly seed: number;
}

export type PlannedFile = { readonly kind: 'planned'; readonly plan: Plan; readonly warnings: string } | { readonly kind: 'invalid'; readonly text: string };

/** From a file's name to a plan; everything wrong with the file or its config at once, as people read it. */
export async function planFile(file: string, { vars, env, rehearsal, seed }: PlanFileOptions): Promise<PlannedFile> {
  const reading = await readFile(file, vars, env);
  if (reading.kind === 'invalid') return reading;
  // Read anew each time it is asked: what preflight must respect is what stands there then.
  const config = (): typeof reading.config => {
    const found = findConfig(dirname(resolve(file)), env, resolve('.'));
    return found.kind === 'found' ? found.config : undefined;
  };
  const plan = resolvePlan(reading.experiment, { rehearsal, seed, secrets: reading.secrets, config });
  return { kind: 'planned', plan, warnings: reading.warnings };
}
