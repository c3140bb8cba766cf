import type { LoadStats } from '../../../domain/load-stats.ts';
import { loadContainer } from '../../../domain/kubernetes/jobs.ts';
import { pods } from '../../../domain/kubernetes/pods.ts';
import { reason } from '../../../domain/reason.ts';
import { ms } from '../../../domain/units.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Cluster, ClusterAddress, Clusters, LogStart } from '../../../ports/cluster.ts';
import type { Load } from '../load.ts';
import { Listener } from './listener.ts';
import { messageIn } from './message.ts';

/** The Job that sends it. */
export interface LoadJob {
  readonly address: ClusterAddress;
  readonly namespace: string;
  readonly name: string;
}

/** It says something ten times a second: a connection without a word for this long is dead. */
const silent = ms(2000);
const again = ms(250);
const starting = ms(10_000);

/** A load that a Job in a cluster sends, by the log of its pod; disposing it ends the listening, and not the Job. */
export function followLoad(job: LoadJob, { clock, kubernetes }: { readonly clock: Clock; readonly kubernetes: Clusters }): Load {
  const follower = new Follower(job, clock, kubernetes);
  let cursors = 0;
  return {
    stats: () => follower.stats(),
    cursor({ latencies }) {
      const cursor = (cursors += 1);
      follower.listener.open(cursor, latencies);
      return {
        take: async () => follower.take(cursor),
        [Symbol.dispose]: () => follower.listener.close(cursor),
      };
    },
    [Symbol.asyncDispose]: () => follower[Symbol.asyncDispose](),
  };
}

class Follower implements AsyncDisposable {
  readonly listener = new Listener();
  readonly #job: LoadJob;
  readonly #clock: Clock;
  readonly #kubernetes: Clusters;
  readonly #over = new AbortController();
  readonly #begun = Promise.withResolvers<void>();
  readonly #following: Promise<void>;
  /** When something new was heard. */
  #heard: number | undefined;
  /** When this connection brought anything at all. */
  #spoke: number | undefined;
  /** Why nothing comes, where nothing does. */
  #trouble: string | undefined = 'its log has not begun';

  constructor(job: LoadJob, clock: Clock, kubernetes: Clusters) {
    this.#job = job;
    this.#clock = clock;
    this.#kubernetes = kubernetes;
    this.#following = this.#follow();
  }

  async stats(): Promise<LoadStats> {
    using deadline = this.#clock.deadline(starting, this.#over.signal);
    const late = new Promise<void>((resolve) => deadline.signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#begun.promise, late]);
    const { stats } = this.listener;
    if (stats === undefined) throw new Error(`the load in the cluster says nothing: ${this.#trouble ?? 'it has only just begun'}`);
    return stats;
  }

  take(cursor: number): ReturnType<Listener['take']> {
    try {
      return this.listener.take(cursor, this.#clock.now());
    } catch (error) {
      throw new Error(this.#trouble === undefined ? reason(error) : `${reason(error)}: ${this.#trouble}`, { cause: error });
    }
  }

  /** Connection after connection; each begins where the one before it left off, and a little before. */
  async #follow(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      try {
        await this.#listen(await this.#kubernetes.connect(this.#job.address), signal);
        // What it said last, where that was no message, tells more.
        this.#trouble ??= 'its log has ended';
      } catch (error) {
        this.#trouble = reason(error);
      }
      await this.#clock.sleep(again, signal);
    }
  }

  async #listen(cluster: Cluster, over: AbortSignal): Promise<void> {
    const { namespace, name } = this.#job;
    const [pod] = await cluster.list(pods, { namespace, labels: `job-name=${name}` }, over);
    if (pod === undefined) throw new Error(`there is no pod of job/${name}`);
    const connection = new AbortController();
    const signal = AbortSignal.any([over, connection.signal]);
    this.#spoke = undefined;
    void this.#hangUp(connection, signal);
    try {
      for await (const line of cluster.logs({ namespace, name: pod.metadata.name }, loadContainer, this.#from(), signal)) this.#hear(line);
    } finally {
      connection.abort(new Error('it is over'));
    }
  }

  #from(): LogStart {
    if (this.#heard === undefined) return { kind: 'first' };
    return { kind: 'last', seconds: (this.#clock.now() - this.#heard + silent) / 1000 };
  }

  #hear(line: string): void {
    this.#spoke = this.#clock.now();
    const message = messageIn(line);
    // What is no message is what its container says when it cannot start.
    if (message === undefined) this.#trouble = `it says ${JSON.stringify(line.slice(0, 200))}`;
    if (message === undefined || !this.listener.hear(message, this.#clock.now())) return;
    this.#heard = this.#clock.now();
    this.#trouble = undefined;
    this.#begun.resolve();
  }

  /** A connection that was cut on the way says nothing of it. Until it has begun, the cluster's own patience counts. */
  async #hangUp(connection: AbortController, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(again, signal);
      if (this.#spoke !== undefined && this.#clock.now() - this.#spoke > silent) connection.abort(new Error('nothing came of it for 2 s'));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort(new Error('it is over'));
    await this.#following;
  }
}
