import { Document, isScalar, visit } from 'yaml';
import { showRight, type Right } from '../domain/kubernetes/right.ts';
import { rolesFor, type Roles } from '../domain/kubernetes/roles.ts';
import type { Plan } from '../engine/plan.ts';
import { clusterNeeds, type ClusterNeed } from '../planning/cluster-needs.ts';
import { planFile } from '../planning/plan-file.ts';
import { program } from '../platform/program.ts';
import { manifestsOf, type Manifest, type Subject } from './rbac-manifests.ts';
import { CommandFailed } from './problem.ts';
import type { RbacOptions } from './rbac.ts';

interface Need extends Omit<ClusterNeed, 'rights'> {
  readonly rights: readonly Right[];
}

/** Prints the roles that a file needs; resolves with 0, or 2 where the file is wrong. */
export async function rbac(file: string, options: RbacOptions): Promise<number> {
  const planned = await planFile(file, { vars: options.var, env: program.environment(), rehearsal: false, seed: 0 });
  if (planned.kind === 'invalid') {
    program.talk(planned.text.trimEnd());
    return 2;
  }
  const { plan } = planned;
  const needs = inOneCluster(needsOf(plan, options.restoring === true), file, options);
  const roles = rolesFor(needs.flatMap(({ rights }) => rights));
  const name = options.name ?? `firedrill-${plan.experiment.name}`;
  if (options.values === true) program.print(show(valuesOf(roles), options).trimEnd());
  else if (needs.length === 0) program.print(options.json === true ? JSON.stringify(listOf([])) : `# ${file} does nothing in a cluster: it needs no role.`);
  else if (options.json === true) program.print(show(listOf(manifestsOf(roles, name, subjectOf(roles, options))), options));
  else program.print(text(manifestsOf(roles, name, subjectOf(roles, options)), needs, file));
  return 0;
}

function needsOf(plan: Plan, restoring: boolean): readonly Need[] {
  const needs = clusterNeeds(plan).map(({ rights: { inject, restore }, ...rest }): Need =>
    Object.assign(rest, { rights: restoring ? restore : [...inject, ...restore] }),
  );
  return needs.filter(({ rights }) => rights.length > 0);
}

/** A role is of one cluster. What names none is in the one that is meant. */
function inOneCluster(needs: readonly Need[], file: string, { context: wanted }: RbacOptions): readonly Need[] {
  const contexts = [...new Set(needs.flatMap(({ context }) => context ?? []))];
  if (wanted === undefined && contexts.length < 2) return needs;
  if (wanted === undefined)
    throw new CommandFailed(`Cannot print a role: ${file} acts in ${contexts.length} clusters.`, `Say which with --context: ${contexts.join(', ')}.`, 2);
  return needs.filter(({ context }) => context === undefined || context === wanted);
}

function subjectOf({ namespaced }: Roles, { serviceAccount }: RbacOptions): Subject {
  if (serviceAccount === undefined) return { namespace: namespaced[0]?.namespace ?? 'default', name: 'firedrill' };
  const [, namespace, name] = /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-a-z0-9.]*)$/.exec(serviceAccount) ?? [];
  if (namespace === undefined || name === undefined)
    throw new CommandFailed(`Cannot print a role: ${serviceAccount} is no service account.`, 'Write --service-account namespace/name.', 2);
  return { namespace, name };
}

function valuesOf({ namespaced, cluster }: Roles): object {
  return { access: namespaced, ...(cluster.length === 0 ? {} : { clusterAccess: cluster }) };
}

function listOf(items: readonly Manifest[]): object {
  return { apiVersion: 'v1', kind: 'List', items };
}

function show(what: object, { json }: RbacOptions): string {
  return json === true ? JSON.stringify(what, null, 2) : yaml(what);
}

function text(manifests: readonly Manifest[], needs: readonly Need[], file: string): string {
  const documents = manifests.map((manifest) => `${flag(manifest, needs)}${yaml(manifest)}`);
  return [`# What ${file} needs in its cluster, as firedrill rbac prints it.\n${documents[0] ?? ''}`, ...documents.slice(1)].join('---\n').trimEnd();
}

/** Lists of words in one line: a rule is read at a glance. */
function yaml(what: object): string {
  const document = new Document(what);
  visit(document, {
    Seq: (_, node) => {
      if (node.items.every((one) => isScalar(one))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 160, flowCollectionPadding: false });
}

/** Why this one reaches beyond namespaces: whoever applies it should know. */
function flag({ kind }: Manifest, needs: readonly Need[]): string {
  if (kind !== 'ClusterRole') return '';
  const why = needs.flatMap(({ by, rights }) => rights.filter(({ namespace }) => namespace === undefined).map((right) => `#   ${showRight(right)}: ${by}\n`));
  return `# A ClusterRole, because this belongs to no namespace, or is looked at in all of them:\n${[...new Set(why)].join('')}`;
}
