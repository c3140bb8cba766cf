import type { LoadSpec } from '../domain/experiment.ts';
import { pinnedFor } from '../domain/kubernetes/contexts.ts';
import type { Refusal } from '../domain/plan.ts';
import type { Environment } from './config-environment.ts';
import type { Planned } from './hits.ts';
import { matches } from './hosts.ts';
import { didYouMean, oneOf } from './nearest.ts';

/** Why the environment does not allow a fault in its cluster; empty where it does, and for a fault that is in none. */
export function clusterRefusals({ spec, plan }: Planned, environment: Environment, file: string): readonly Refusal[] {
  if (plan.cluster === undefined) return [];
  const { context, namespaces } = plan.cluster;
  return [
    ...contextRefusals(`fault ${spec.name}`, 'acts in', context, environment, file),
    ...namespaces.flatMap((namespace) => namespaceRefusals(`fault ${spec.name} acts in`, namespace, environment, file)),
  ];
}

/** Why the environment does not allow a load to be sent from its cluster; empty where it does, and for one that the runner sends itself. */
export function loadRefusals({ name, in: place }: LoadSpec, environment: Environment, file: string): readonly Refusal[] {
  if (place === undefined) return [];
  const context = place.context ?? pinnedFor(undefined, environment.contexts)?.context;
  const imageless = {
    why: `load ${name} runs in a cluster, and environment ${environment.name} names no image for it.`,
    hint: `Add load-image: <firedrill’s image> to environment ${environment.name} in ${file}.`,
  };
  return [
    ...contextRefusals(`load ${name}`, 'runs in', context, environment, file),
    ...namespaceRefusals(`load ${name} runs in`, place.namespace, environment, file),
    ...(environment.loadImage === undefined ? [imageless] : []),
  ];
}

/** An SLI that reads the API of a cluster. */
export interface ClusterReader {
  readonly sli: string;
  /** Absent where the file says none and the environment has not exactly one. */
  readonly context?: string;
}

/**
 * Why an SLI may not read its cluster: another than a pinned one would be measured unawares. To read changes nothing, so a namespace need
 * not be listed: what may be read there the cluster itself says.
 */
export function readerRefusals({ sli, context }: ClusterReader, environment: Environment | undefined, file: string): readonly Refusal[] {
  if (environment !== undefined) return contextRefusals(`the SLI ${sli}`, 'reads', context, environment, file);
  const hint = 'Say environment: in the experiment, one of firedrill.config.yaml that pins the cluster under contexts.';
  return [{ why: `the SLI ${sli} reads a cluster, and without an environment none is pinned.`, hint }];
}

function contextRefusals(what: string, does: string, context: string | undefined, { name, contexts }: Environment, file: string): readonly Refusal[] {
  const known = Object.keys(contexts);
  if (context !== undefined && Object.hasOwn(contexts, context)) return [];
  if (known.length === 0) {
    const hint = `Add contexts: { <context>: https://… } to environment ${name} in ${file}: the address of the cluster that is meant.`;
    return [{ why: `${what} ${does} a cluster, and environment ${name} pins none.`, hint }];
  }
  if (context === undefined) {
    return [{ why: `${what} names no context, and environment ${name} has ${known.length}.`, hint: `Say context: ${oneOf(known)}.` }];
  }
  const hint = didYouMean(context, known, `It pins ${oneOf(known)}.`);
  return [{ why: `${what} names context ${context}, and environment ${name} does not pin it.`, hint }];
}

/** Kubernetes' own namespaces hold what would bring a cluster back; no environment can allow them. Source: Kubernetes docs, "Initial namespaces". */
const system = /^kube-/;

function namespaceRefusals(acts: string, namespace: string, { name, namespaces }: Environment, file: string): readonly Refusal[] {
  if (system.test(namespace)) {
    return [{ why: `${acts} ${namespace}, which is Kubernetes' own.`, hint: 'Nothing is injected there: choose the namespace of an application.' }];
  }
  if (namespaces.some((glob) => matches(glob, namespace))) return [];
  const allowed = namespaces.length === 0 ? 'none' : namespaces.join(', ');
  return [
    {
      why: `${acts} namespace ${namespace}, and environment ${name} allows ${allowed}.`,
      hint: `Add it to namespaces of environment ${name} in ${file}, if harm there is meant.`,
    },
  ];
}
