/** A user of a cluster who has the rights that an experiment needs, but for one. */
import { CoreV1Api, type KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { apply, configOf, type Manifest } from '../cluster/api.ts';
import type { Machine } from './cluster-run.ts';
import { firedrill } from './programs.ts';

export interface Lacking {
  readonly verb: string;
  readonly resource: string;
}

const rule = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
});
const printed = z.object({
  items: z.array(
    z.looseObject({
      apiVersion: z.string(),
      kind: z.string(),
      metadata: z.object({ name: z.string(), namespace: z.string().exactOptional(), labels: z.record(z.string(), z.string()).exactOptional() }),
      rules: z.array(rule).exactOptional(),
    }),
  ),
});

/** Makes a ServiceAccount with the roles that `firedrill rbac` prints for the machine's experiment, less what it shall lack; answers its token. */
export async function tokenWithout(lacking: Lacking | undefined, { folder, state }: Machine, namespace: string, kubeconfig: string): Promise<string> {
  const { code, out, err } = await firedrill({ cwd: folder, state }, 'rbac', 'drill.json', '--json', '--service-account', `${namespace}/drill`).ended;
  if (code !== 0) throw new Error(err);
  const roles = printed
    .parse(JSON.parse(out))
    .items.map((one) => (one.rules === undefined ? one : { ...one, rules: one.rules.flatMap((each) => less(each, lacking)) }));
  const config = configOf(kubeconfig);
  const account: Manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'drill', namespace } };
  await apply(config, [account, ...roles]);
  return tokenOf(config, namespace);
}

async function tokenOf(config: KubeConfig, namespace: string): Promise<string> {
  const body = { spec: { audiences: [], expirationSeconds: 3600 } };
  const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({ name: 'drill', namespace, body });
  return status?.token ?? '';
}

function less(each: z.infer<typeof rule>, lacking: Lacking | undefined): readonly z.infer<typeof rule>[] {
  if (lacking === undefined || !each.resources.includes(lacking.resource)) return [each];
  const others = each.resources.filter((one) => one !== lacking.resource);
  const verbs = each.verbs.filter((one) => one !== lacking.verb);
  return [...(others.length === 0 ? [] : [{ ...each, resources: others }]), ...(verbs.length === 0 ? [] : [{ ...each, resources: [lacking.resource], verbs }])];
}
