import type { JsonObject } from '../../../src/domain/json.ts';

/** A Deployment of three pods that do nothing. */
export function storefront(image = 'localhost/pause:1', command: readonly string[] = []): JsonObject {
  const labels = { app: 'storefront' };
  const containers = [{ name: 'main', image, imagePullPolicy: 'Never', command }];
  const spec = { containers, automountServiceAccountToken: false, terminationGracePeriodSeconds: 1 };
  return { metadata: { name: 'storefront', labels }, spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } };
}
