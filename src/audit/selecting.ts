import { selects } from '../domain/kubernetes/selector.ts';
import type { Budget, Service } from '../domain/kubernetes/surroundings.ts';

type Labels = Readonly<Record<string, string>>;

/** An empty selector selects all pods of the namespace, a missing one none. Source: Kubernetes API reference, PodDisruptionBudgetSpec. */
export function budgetSelects({ spec }: Budget, labels: Labels): boolean {
  return spec.selector !== undefined && selects(spec.selector, labels);
}

/** A Service without a selector selects none: somebody else keeps its endpoints. */
export function serviceSelects({ spec }: Service, labels: Labels): boolean {
  const wanted = Object.entries(spec.selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
