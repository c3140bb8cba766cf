import { called, type Resource } from '../../domain/kubernetes/resource.ts';
import type { Meta } from '../../domain/kubernetes/meta.ts';
import type { Refusal } from '../../domain/plan.ts';

/** Marks of tools that put objects back to what Git says. Source: Argo CD docs, "Resource Tracking"; Flux docs, "Kustomization" and "HelmRelease". */
const marks: readonly (readonly [tool: string, of: 'labels' | 'annotations', key: string, pause: string])[] = [
  ['Argo CD', 'annotations', 'argocd.argoproj.io/tracking-id', 'switch its automated sync off for the drill (argocd app set <app> --sync-policy none)'],
  ['Argo CD', 'labels', 'argocd.argoproj.io/instance', 'switch its automated sync off for the drill (argocd app set <app> --sync-policy none)'],
  ['Flux', 'labels', 'kustomize.toolkit.fluxcd.io/name', 'suspend it for the drill (flux suspend kustomization <name>)'],
  ['Flux', 'labels', 'helm.toolkit.fluxcd.io/name', 'suspend it for the drill (flux suspend helmrelease <name>)'],
];

/** Why an object cannot be changed: a controller would revert the fault, or the restore. Empty where none watches it. */
export function underGitOps(resource: Pick<Resource, 'kind'>, { name, labels, annotations }: Meta): readonly Refusal[] {
  const found = marks.find(([, of, key]) => (of === 'labels' ? labels : annotations)[key] !== undefined);
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
