/** What stays ready if one more pod is killed: asked before every kill, at a cost that does not grow with the pods beside it. */
import { isReady, pods, type Pod } from '../../../domain/kubernetes/pods.ts';
import { ms, type Ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { workloadNamed } from '../pods/look.ts';
import { readGroup } from '../pods/standing.ts';
import type { GroupRecord } from '../pods/record.ts';
import type { PodKillUndo, Victim } from './undo.ts';

export interface Look {
  /** As it is now; absent where it is gone. */
  readonly victim: Pod | undefined;
  /** Whether another pod has its name. */
  readonly replaced: boolean;
  /** How many of its workload stay ready without it: so many at least. */
  readonly left: number;
}

interface Count {
  readonly at: Ms;
  readonly ready: number;
  /** Kills sent since then. */
  sent: number;
}

/** So few are counted each time: that is one call. */
const few = 20;
/** How long a count of all is good for: what went by itself meanwhile the workload's status says, a little late. */
const fresh = ms(2000);

export class Margin {
  readonly #undo: PodKillUndo;
  readonly #scene: ClusterScene;
  readonly #counts = new Map<string, Count>();

  constructor(undo: PodKillUndo, scene: ClusterScene) {
    this.#undo = undo;
    this.#scene = scene;
  }

  /**
   * Counts all pods of the workload, or, where there are many and they were counted a moment ago, reads the victim and its workload alone: then none of our
   * kills since is believed to be in the workload's status yet, and each is taken off once more. Where that is too little, all are counted.
   */
  async look(victim: Victim, signal: AbortSignal): Promise<Look> {
    const group = this.#groupOf(victim);
    const counted = this.#counts.get(group.name);
    const lately = counted !== undefined && counted.ready > few && this.#scene.clock.now() - counted.at < fresh;
    const glance = lately ? await this.#glance(victim, group, counted, signal) : undefined;
    return glance !== undefined && glance.left >= group.keeps ? glance : this.#count(victim, group, signal);
  }

  /** Whatever becomes of it, a kill that is sent counts. */
  sent(victim: Victim): void {
    const counted = this.#counts.get(victim.group);
    if (counted !== undefined) counted.sent += 1;
  }

  keeps(victim: Victim): number {
    return this.#groupOf(victim).keeps;
  }

  #groupOf({ name, group: of }: Victim): GroupRecord {
    const group = this.#undo.groups.find((one) => one.name === of);
    if (group === undefined) throw new Error(`Cannot kill pod ${name}: the record does not say whose it is.`);
    return group;
  }

  async #glance(victim: Victim, { workload }: GroupRecord, { ready, sent }: Count, signal: AbortSignal): Promise<Look | undefined> {
    if (workload === null) return undefined;
    const { cluster, namespace } = this.#scene;
    const [named, now] = await Promise.all([
      // A list of one name: the right to list is there, and the API reads one object for it.
      cluster.list(pods, { namespace, fields: `metadata.name=${victim.name}` }, signal),
      workloadNamed(workload.kind, workload.name, this.#scene, signal),
    ]);
    return now === undefined ? undefined : { ...whoIs(victim, named), left: Math.min(ready, now.available) - sent - 1 };
  }

  async #count(victim: Victim, group: GroupRecord, signal: AbortSignal): Promise<Look> {
    const at = this.#scene.clock.now();
    const members = await readGroup(group, this.#undo, this.#scene, signal);
    const ready = members.filter(isReady).length;
    this.#counts.set(group.name, { at, ready, sent: 0 });
    return { ...whoIs(victim, members), left: ready - 1 };
  }
}

function whoIs({ name, uid }: Victim, found: readonly Pod[]): Pick<Look, 'victim' | 'replaced'> {
  return {
    victim: found.find(({ metadata }) => metadata.uid === uid),
    replaced: found.some(({ metadata }) => metadata.name === name && metadata.uid !== uid),
  };
}
