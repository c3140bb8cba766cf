import { expect, test } from 'vitest';
import { configMaps } from '../../../src/domain/kubernetes/surroundings.ts';
import type { JsonObject } from '../../../src/domain/json.ts';
import { underGitOps } from '../../../src/injectors/kubernetes/gitops.ts';

const why = (metadata: JsonObject): string | undefined => {
  const known = { name: 'web', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata };
  const { metadata: meta } = configMaps.schema.parse({ metadata: known });
  return underGitOps(configMaps, meta)[0]?.why;
};
const instance = { labels: { 'app.kubernetes.io/instance': 'shop' } };
const by = (...managers: readonly string[]): JsonObject => ({ managedFields: managers.map((manager) => ({ manager, operation: 'Update' })) });
const kept = (by: string): string => `configmap/web is kept by ${by}, which would revert the fault, or the restore`;

test('an object that nobody marks is nobody’s', () => {
  expect(why({})).toBeUndefined();
});

test.for([
  [
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' } },
    'Argo CD (argocd.argoproj.io/tracking-id: shop:apps/Deployment:shop/web)',
  ],
  [{ labels: { 'argocd.argoproj.io/instance': 'shop' } }, 'Argo CD (argocd.argoproj.io/instance: shop)'],
  [{ labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } }, 'Flux (kustomize.toolkit.fluxcd.io/name: apps)'],
  [{ labels: { 'helm.toolkit.fluxcd.io/name': 'shop' } }, 'Flux (helm.toolkit.fluxcd.io/name: shop)'],
] as const)('its mark says whose it is: %j', ([metadata, by]) => {
  expect(why(metadata)).toBe(kept(by));
});

test('Argo CD that tracks by the label which Helm charts have too is told by what it has written', () => {
  expect(why({ ...instance, ...by('kube-controller-manager', 'argocd-controller') })).toBe(kept('Argo CD (app.kubernetes.io/instance: shop)'));
  expect(why({ ...instance, ...by('argocd-application-controller') })).toBe(kept('Argo CD (app.kubernetes.io/instance: shop)'));
  expect(why({ ...instance, ...by('helm', 'kubectl-client-side-apply') })).toBeUndefined();
  expect(why(instance)).toBeUndefined();
  // The way out: without the label Argo CD does not know it any more.
  expect(why(by('argocd-controller'))).toBeUndefined();
});
