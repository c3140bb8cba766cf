/** What helm makes of our chart, as parsed YAML. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { root } from '../../experiments/shop/layout.ts';
import { systemProgram } from '../system.ts';

export const helm = systemProgram('helm');
export const chart = join(root, 'charts/firedrill');
export const flagFile = readFileSync(join(import.meta.dirname, 'fixtures/flag.yaml'), 'utf8');

const object = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.record(z.string(), z.unknown()).optional(),
  data: z.record(z.string(), z.string()).optional(),
  rules: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  subjects: z.array(z.record(z.string(), z.string())).optional(),
  roleRef: z.record(z.string(), z.string()).optional(),
});
export type Manifest = z.infer<typeof object>;
export type Values = Readonly<Record<string, unknown>>;

/** The least values: one experiment, fired by hand. */
export function valuesOf(experiment: Values = {}, rest: Values = {}): Values {
  return {
    image: { repository: 'localhost/firedrill', tag: 'test', pullPolicy: 'Never' },
    config: { environments: { shop: { production: false, contexts: { 'in-cluster': 'https://kubernetes.default.svc' }, namespaces: ['shop'] } } },
    experiments: { flag: { file: flagFile, ...experiment } },
    ...rest,
  };
}

function call(args: readonly string[], values: Values) {
  return spawnSync(helm ?? 'helm', [...args, '-f', '-'], { input: JSON.stringify(values), encoding: 'utf8', timeout: 60_000 });
}

/** Throws with helm's words. The version is said because a helm built from its module knows of none, and takes it for 1.20. */
export function print(values: Values): string {
  const { status, stdout, stderr } = call(['template', 'fd', chart, '--namespace', 'tools', '--kube-version', '1.36.3'], values);
  if (status !== 0) throw new Error(stderr.trim());
  return stdout;
}

export function template(values: Values): readonly Manifest[] {
  return parseAllDocuments(print(values)).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`Cannot parse what helm printed: ${document.errors.join('; ')}`);
    return document.contents === null ? [] : [object.parse(document.toJS())];
  });
}

export function lint(values: Values): { readonly ok: boolean; readonly said: string } {
  const { status, stdout, stderr } = call(['lint', chart, '--strict'], values);
  return { ok: status === 0, said: `${stdout}${stderr}` };
}

/** Of one kind and name; throws where there is none. */
export function one(all: readonly Manifest[], kind: string, name: string): Manifest {
  const found = all.filter((each) => each.kind === kind && each.metadata.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`There are ${found.length} of ${kind} ${name}.`);
  return found[0];
}

const podSpec = z.looseObject({
  restartPolicy: z.string(),
  serviceAccountName: z.string(),
  terminationGracePeriodSeconds: z.number(),
  securityContext: z.record(z.string(), z.unknown()),
  containers: z.array(
    z.looseObject({
      image: z.string(),
      args: z.array(z.string()),
      env: z.array(z.record(z.string(), z.unknown())).default([]),
      securityContext: z.record(z.string(), z.unknown()),
      volumeMounts: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
  volumes: z.array(z.record(z.string(), z.unknown())),
});
const jobSpec = z.looseObject({
  backoffLimit: z.number(),
  activeDeadlineSeconds: z.number(),
  template: z.object({ metadata: z.record(z.string(), z.record(z.string(), z.string())), spec: podSpec }),
});
export type JobSpec = z.infer<typeof jobSpec>;

const cronJob = z.looseObject({ jobTemplate: z.object({ spec: jobSpec }) });

/** Of a Job, or of the Jobs of a CronJob. */
export const jobOf = ({ kind, spec }: Manifest): JobSpec => (kind === 'Job' ? jobSpec.parse(spec) : cronJob.parse(spec).jobTemplate.spec);
