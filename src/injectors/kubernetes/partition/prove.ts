/** Whether the two can talk: a program in one of their pods tries. */
import { isClusterError } from '../../../domain/kubernetes/cluster-error.ts';
import { isReady, pods } from '../../../domain/kubernetes/pods.ts';
import { ms, showMs, type Ms } from '../../../domain/units.ts';
import { shellLine } from '../../shell.ts';
import type { ClusterScene } from '../fault.ts';
import { kubectl } from '../pods/words.ts';
import type { Proof } from './undo.ts';

export type Tried =
  | { readonly kind: 'talks'; readonly how: string }
  /** `said`: whether it had printed anything before. */
  | { readonly kind: 'cut'; readonly how: string; readonly said: boolean }
  | { readonly kind: 'unknown'; readonly why: string }
  /** No pod to try it in. */
  | { readonly kind: 'nowhere'; readonly why: string };

/** An observation has two seconds; a program that says nothing for so long says nothing. */
export const aGlance = ms(1500);
/** Where there is time. */
const patience = ms(8000);

/** A fresh connection, once. */
export async function tryFresh(proof: Proof, scene: ClusterScene, signal: AbortSignal, within: Ms = patience): Promise<Tried> {
  using deadline = scene.clock.deadline(within, signal);
  try {
    return await run(proof, proof.run, scene, deadline.signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const late = deadline.signal.aborted;
    if (!late && !isClusterError(error)) throw error;
    return { kind: 'unknown', why: late ? `${shellLine(proof.run)} had no end within ${showMs(within)}: give it a timeout of its own` : String(error) };
  }
}

/** Runs a program where the proof is to be made, to its end. */
export async function run({ in: side, container }: Proof, argv: readonly string[], { cluster }: ClusterScene, signal: AbortSignal): Promise<Tried> {
  const found = await cluster.list(pods, side, signal);
  const pod = found.filter(isReady).toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1))[0];
  const within = container ?? pod?.spec.containers[0]?.name;
  if (pod === undefined || within === undefined) return { kind: 'nowhere', why: `no pod with ${side.labels} in namespace ${side.namespace} is ready` };
  const { name } = pod.metadata;
  const how = `${shellLine(argv)} in pod/${name}`;
  const { code, stdout, stderr } = await cluster.exec({ namespace: side.namespace, name }, within, argv, signal);
  if (code === undefined) return { kind: 'unknown', why: `${how} had no exit code${stderr === '' ? '' : `: ${stderr.slice(0, 200)}`}` };
  return code === 0 ? { kind: 'talks', how } : { kind: 'cut', how: `${how} ended with ${code}`, said: stdout !== '' };
}

/** How to try it by hand. */
export function tryByHand({ in: { labels, namespace }, run: argv, container }: Proof, scene: ClusterScene): string {
  const where = { ...scene, namespace };
  const within = container === null ? [] : ['-c', container];
  return `${kubectl(where, 'exec', ...within)} "$(${kubectl(where, 'get', 'pod', '-l', labels, '-o', 'name')} | head -n 1)" -- ${shellLine(argv)}`;
}
