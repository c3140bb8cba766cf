import type { Effect } from './toxics/kind.ts';

export type Direction = 'upstream' | 'downstream';

/** One toxic on a proxy; what can change while connections run through it is mutable, the rest is its identity. */
export interface Toxic {
  readonly name: string;
  readonly type: string;
  /** As the client wrote it. */
  readonly stream: string;
  readonly direction: Direction;
  readonly effect: Effect;
  /** Share of connections it works on, 0..1. */
  toxicity: number;
  /** Who put it there: a run's id. */
  owner?: string;
  /** ms it lives after every renewal. */
  ttl?: number;
}
