/** Whether Kubernetes would take manifests, asked without a cluster: kubeconform, and the schemas of what the API server says of itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { cache } from '../cluster/places.ts';
import { versions } from '../cluster/programs.ts';
import { systemProgram } from '../system.ts';
import { schemasOf } from './api-schemas.ts';

/** `undefined` after printing why its suites are skipped. */
export const kubeconform = systemProgram('kubeconform');

const folder = join(dirname(cache), 'kubeconform');
const found = z.object({
  resources: z.array(z.object({ kind: z.string(), name: z.string(), status: z.string(), msg: z.string() })),
});

/**
 * What is wrong with the objects of a YAML stream: an unknown kind, a key that is none, a value of the wrong type. Empty where nothing is.
 * Throws where there is no object to look at.
 */
export function validate(yaml: string): readonly string[] {
  const location = join(schemas(), '{{ .ResourceKind }}{{ .KindSuffix }}.json');
  const args = ['-strict', '-verbose', '-output', 'json', '-schema-location', location];
  const { stdout, stderr, error } = spawnSync(kubeconform ?? 'kubeconform', args, { input: yaml, encoding: 'utf8', timeout: 60_000 });
  if (error !== undefined || stdout === '') throw new Error(`Cannot validate: ${error?.message ?? stderr}`);
  const resources = found.parse(JSON.parse(stdout)).resources.filter(({ status }) => !['', 'statusEmpty'].includes(status));
  if (resources.length === 0) throw new Error('Cannot validate: there is no object in it.');
  return resources.flatMap(({ kind, name, status, msg }) => (status === 'statusValid' ? [] : [`${kind} ${name}: ${msg}`]));
}

/** Made once of the description that .ci/provision keeps; whole or not at all, since suites run beside each other. */
function schemas(): string {
  const place = join(folder, `schemas-${versions.kube}`);
  if (existsSync(place)) return place;
  mkdirSync(folder, { recursive: true });
  const made = mkdtempSync(`${place}-`);
  for (const [name, schema] of schemasOf(JSON.parse(readFileSync(join(folder, `kube-${versions.kube}.json`), 'utf8')))) {
    writeFileSync(join(made, name), JSON.stringify(schema));
  }
  try {
    renameSync(made, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
  return place;
}
