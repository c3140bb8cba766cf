import type { Time } from '../../platform/timer.ts';
import type { End } from '../stage.ts';
import type { RequestHead } from './head.ts';

/** What the rules make of one request. */
export interface Judgement {
  /** ms by which its answer is held back. */
  readonly delay: number;
  /** Written instead of asking upstream. */
  readonly answer?: Buffer;
}

export interface Judge {
  /** Without any rule nothing is held back to be judged. */
  readonly idle: boolean;
  judge(head: RequestHead): Judgement;
  /** A connection that does not speak HTTP/1.1. */
  countRaw(): void;
}

/** Where a tap's bytes go. */
export interface TapWorld {
  readonly time: Time;
  readonly judge: Judge;
  /** False where upstream is full. */
  toUpstream(data: Buffer): boolean;
  toClient(data: Buffer): void;
  endClient(end: End): void;
  /** Requests may flow again, after the tap itself had held them back. */
  requestsFlow(): void;
  /** Upstream hung up, or spoke out of turn, while rules answered in its stead: the client need not know. */
  park(): void;
  /** Holds upstream's answers back. */
  hold(held: boolean): void;
}
