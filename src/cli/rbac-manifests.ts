/** Roles and their bindings, as the API takes them. Source: Kubernetes API reference, rbac.authorization.k8s.io/v1. */
import type { Roles, Rule } from '../domain/kubernetes/roles.ts';

/** A service account. */
export interface Subject {
  readonly namespace: string;
  readonly name: string;
}

export interface Manifest {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'Role' | 'RoleBinding' | 'ClusterRole' | 'ClusterRoleBinding';
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels: Readonly<Record<string, string>> };
  readonly rules?: readonly Rule[];
  readonly roleRef?: object;
  readonly subjects?: readonly object[];
}

const apiVersion = 'rbac.authorization.k8s.io/v1';

/** A role and a binding a namespace; one more of the cluster where there must be. */
export function manifestsOf({ namespaced, cluster }: Roles, name: string, subject: Subject): readonly Manifest[] {
  const labels = { 'app.kubernetes.io/managed-by': 'firedrill' };
  const made = namespaced.flatMap(({ namespace, rules }) => pair('Role', { name, namespace, labels }, rules, subject));
  return cluster.length === 0 ? made : [...made, ...pair('ClusterRole', { name, labels }, cluster, subject)];
}

function pair(kind: 'Role' | 'ClusterRole', metadata: Manifest['metadata'], rules: readonly Rule[], subject: Subject): readonly Manifest[] {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name };
  return [
    { apiVersion, kind, metadata, rules },
    { apiVersion, kind: `${kind}Binding`, metadata, roleRef, subjects: [{ kind: 'ServiceAccount', ...subject }] },
  ];
}
