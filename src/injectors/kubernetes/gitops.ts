import { called, type Resource } from '../../domain/kubernetes/resource.ts';
import type { Meta } from '../../domain/kubernetes/meta.ts';
import type { Refusal } from '../../domain/plan.ts';

type Mark = readonly [tool: string, of: 'labels' | 'annotations', key: string, pause: string];
const unsynced = 'switch its automated sync off for the drill (argocd app set <app> --sync-policy none)';

/** Marks of tools that put objects back to what Git says. Source: Argo CD docs, "Resource Tracking"; Flux docs, "Kustomization" and "HelmRelease". */
const marks: readonly Mark[] = [
  ['Argo CD', 'annotations', 'argocd.argoproj.io/tracking-id', unsynced],
  ['Argo CD', 'labels', 'argocd.argoproj.io/instance', unsynced],
  ['Flux', 'labels', 'kustomize.toolkit.fluxcd.io/name', 'suspend it for the drill (flux suspend kustomization <name>)'],
  ['Flux', 'labels', 'helm.toolkit.fluxcd.io/name', 'suspend it for the drill (flux suspend helmrelease <name>)'],
];

/** Argo CD's own label where it tracks by label, as it does before 3.0 unless told otherwise; Helm charts carry it too. Source: Argo CD docs, "Resource Tracking". */
const shared = 'app.kubernetes.io/instance';
const argo = /^argocd/;

/** Why an object cannot be changed: a controller would revert the fault, or the restore. Empty where none watches it. */
export function underGitOps(resource: Pick<Resource, 'kind'>, meta: Meta): readonly Refusal[] {
  const { name, labels, annotations } = meta;
  const found = marks.find(([, of, key]) => (of === 'labels' ? labels : annotations)[key] !== undefined) ?? byLabel(meta);
  if (found === undefined) return [];
  const [tool, of, key, pause] = found;
  const value = (of === 'labels' ? labels : annotations)[key] ?? '';
  return [
    {
      why: `${called(resource, name)} is kept by ${tool} (${key}: ${value}), which would revert the fault, or the restore`,
      hint: `Make it a drill on an object that nobody reconciles, or ${pause} and remove that mark meanwhile.`,
    },
  ];
}

/** The label alone says nothing; that Argo CD has written the object too says that it is its own. */
function byLabel({ labels, managedFields }: Meta): Mark | undefined {
  const written = managedFields.some(({ manager }) => argo.test(manager));
  return written && labels[shared] !== undefined ? ['Argo CD', 'labels', shared, unsynced] : undefined;
}
