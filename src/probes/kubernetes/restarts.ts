import type { Pod } from '../../domain/kubernetes/pods.ts';
import type { Measurement } from '../../domain/sample.ts';
import { blind } from './reading.ts';

/**
 * Restarts of containers, as a counter that only rises: what a pod had counted stays when the pod goes, and a new pod counts from zero.
 * A plain sum would fall with every pod that is replaced, and be taken for a counter that was reset.
 */
export class Restarts {
  readonly #last = new Map<string, number>();
  #total = 0;

  read(pods: readonly Pod[], called: string): Measurement {
    if (pods.length === 0) return blind(`${called} has no pods`);
    const seen = new Set<string>();
    for (const [container, count] of pods.flatMap(countsOf)) {
      // A count that falls was lost by its kubelet, and is no restart. Source: kubelet, where it is derived from the containers still there.
      this.#total += Math.max(0, count - (this.#last.get(container) ?? 0));
      this.#last.set(container, count);
      seen.add(container);
    }
    for (const gone of [...this.#last.keys()].filter((container) => !seen.has(container))) this.#last.delete(gone);
    return { kind: 'good', value: this.#total };
  }
}

/** Sidecars stand among the init containers. */
function countsOf({ metadata, status }: Pod): readonly (readonly [string, number])[] {
  return [...status.initContainerStatuses, ...status.containerStatuses].map(({ name, restartCount }) => [`${metadata.uid}/${name}`, restartCount]);
}
