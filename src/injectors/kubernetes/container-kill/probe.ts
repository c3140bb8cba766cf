import type { Refusal } from '../../../domain/plan.ts';
import { reason } from '../../../domain/reason.ts';
import type { Executed } from '../../../ports/cluster.ts';
import type { ClusterScene } from '../fault.ts';
import { deafTo } from './first-process.ts';

type Where = Pick<ClusterScene, 'cluster' | 'namespace'>;
const hint = 'Let it handle SIGTERM (or run under an init process such as tini) in an image with cat and kill, or use kubernetes.pod-kill.';

/** Why a signal cannot be sent to a container, or would not end it. Changes nothing in it: signal 0 is none. */
export async function deafness(pod: string, container: string, scene: Where, signal: AbortSignal): Promise<Refusal | undefined> {
  const named = `container ${container} of pod ${pod}`;
  const status = await run(['cat', '/proc/1/status']);
  if (status.code !== 0) return { why: `the first process of ${named} cannot be looked at: ${saying(status)}`, hint };
  const deaf = deafTo(status.stdout);
  if (deaf !== undefined) return { why: `${named}: ${deaf}`, hint };
  const able = await run(['kill', '-0', '1']);
  return able.code === 0 ? undefined : { why: `no signal can be sent within ${named}: ${saying(able)}`, hint };

  async function run(argv: readonly string[]): Promise<Executed> {
    return scene.cluster.exec({ namespace: scene.namespace, name: pod }, container, argv, signal);
  }
}

/** What a program in a container, or whoever was to start it, says of its failure; of a runtime's chain of reasons the one that counts. */
export function saying({ code, stderr }: Executed): string {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const missing = /exec: "[^"]+": [^:]+/.exec(said)?.[0];
  return missing ?? (said === '' ? `it ended with ${code ?? 'no word'}` : reason(said));
}
