/** What `next` of a program may say: which run comes next, of a folder, a suite or a random draw alike. */
import type { SlotId } from '../memory/step.ts';

export type Next =
  /** Claim this slot first, if nobody has: it is due now. */
  | { readonly kind: 'claim'; readonly slot: SlotId }
  /** Tell people that it comes: `at` is when its first run starts, ms since the epoch, and `environments` where its runs may go. */
  | { readonly kind: 'announce'; readonly slot: SlotId; readonly at: number; readonly what: string; readonly environments: readonly string[] }
  /** Tell people what was since then, ISO 8601. */
  | { readonly kind: 'digest'; readonly slot: SlotId; readonly since: string }
  | { readonly kind: 'run'; readonly slot: SlotId; readonly run: ProgramRun }
  /** The slot passes without a run: a holiday, a freeze, outside its window, missed while nobody was there, another one still running. */
  | { readonly kind: 'skip'; readonly slot: SlotId; readonly reason: string }
  | { readonly kind: 'finish'; readonly slot: SlotId; readonly how: 'done' | 'stopped' | 'refused' | 'interrupted'; readonly reason?: string }
  /** Nothing before this instant, ms since the epoch. */
  | { readonly kind: 'wait'; readonly until: number; readonly why: string }
  /** Nothing ever again. */
  | { readonly kind: 'stop'; readonly why: string };

/** One experiment of a slot. */
export interface ProgramRun {
  /** Absolute path of the experiment file. */
  readonly file: string;
  /** Place in the slot, from 0; a refused one that is tried again keeps its place and counts its attempts from 1. */
  readonly nth: number;
  readonly attempt: number;
  readonly vars: Readonly<Record<string, string>>;
  readonly seed: number;
}
