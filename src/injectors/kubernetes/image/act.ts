import { deployments, type Deployment } from '../../../domain/kubernetes/workloads.ts';
import { editActs, type Prospect } from '../edit/acts.ts';
import { markOf, type Field, type Look } from '../edit/field.ts';
import { behind, notActed, steeredDeployment } from '../edit/recovery.ts';
import { againstEditing, missing, unrest } from '../edit/refusals.ts';
import type { ClusterScene } from '../fault.ts';
import { kubectl } from '../pods/words.ts';
import { againstRollout, containerIn, shareOf } from './decide.ts';
import { forgetRevision, hasHad, stillRuns } from './revision.ts';
import type { ImageSpec } from './schema.ts';
import { imageOf, withImage } from './template.ts';
import type { ImageUndo } from './undo.ts';

/** The acting part of `kubernetes.image`. */
export const imageActs = editActs<ImageSpec, ImageUndo>({ prospect, field });

async function prospect({ workload: name, container: asked, image }: ImageSpec, scene: ClusterScene, signal: AbortSignal): Promise<Prospect<ImageUndo>> {
  const { cluster, namespace } = scene;
  const found = await cluster.get(deployments, { namespace, name }, signal);
  if (found === undefined) return { refusals: missing(`deployment/${name}`, scene) };
  const container = containerIn(found, asked);
  if (typeof container !== 'string') return { refusals: [container] };
  const { workload } = steeredDeployment(found);
  const refusals = [
    ...(await againstEditing('kubernetes.image', deployments, found.metadata, scene, signal)),
    ...againstRollout(found, container, image, scene),
    ...unrest(workload, scene),
  ];
  if (refusals.length > 0) return { refusals };
  const { uid } = found.metadata;
  const prior = imageOf(found.spec.template, container) ?? '';
  const makesRevision = !(await hasHad(image, { uid, container }, scene, signal));
  return { undo: { name, uid, container, prior, ours: image, available: workload.available, makesRevision }, share: shareOf(found) };
}

function field(undo: ImageUndo, scene: ClusterScene): Field {
  const { name, uid, container, prior, ours, available } = undo;
  const { cluster, namespace, injection } = scene;
  const [target, at] = [`deployment/${name}`, { namespace, name }];
  const read = (signal: AbortSignal): Promise<Deployment | undefined> => cluster.get(deployments, at, signal);
  return {
    target,
    at,
    uid,
    ours,
    isPrior: (value) => value === prior,
    look: async (signal) => lookOf(await read(signal), container, injection),
    through: deployments,
    marks: true,
    show: (value) => (value === null ? `no container ${container}` : `image ${value}`),
    prior: async () => ({ kind: 'known', value: prior }),
    healedBy: (value) => value !== ours,
    command: kubectl(scene, 'set', 'image', target, `${container}=${prior}`),
    watch: kubectl(scene, 'rollout', 'status', target),
    waitsFor: async (signal) => {
      const found = await read(signal);
      if (found === undefined) return undefined;
      const pending = waits(found, available, scene);
      return pending === undefined && (await stillRuns(undo, scene, signal)) ? 'its bad revision still has pods' : pending;
    },
    after: (signal) => forgetRevision(undo, scene, signal),
  };
}

function waits(found: Deployment, available: number, scene: ClusterScene): string | undefined {
  const pending = behind(steeredDeployment(found), available);
  if (pending === undefined || !found.spec.paused) return pending;
  return `${pending}, and somebody has paused it (${kubectl(scene, 'rollout', 'resume', `deployment/${found.metadata.name}`)})`;
}

function lookOf(found: Deployment | undefined, container: string, injection: string): Look | undefined {
  if (found === undefined) return undefined;
  const { metadata, spec, status } = found;
  const { acted } = steeredDeployment(found);
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    value: imageOf(spec.template, container),
    marked: metadata.annotations[markOf(injection)] !== undefined,
    set: (value) => withImage(spec.template, container, value),
    ...(acted ? {} : { pending: notActed }),
    detail: `${status.updatedReplicas} of ${spec.replicas} rolled out, ${status.availableReplicas} available`,
  };
}
