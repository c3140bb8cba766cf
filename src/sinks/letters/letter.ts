import type { Event } from '../../domain/events.ts';
import type { Json } from '../../domain/json.ts';

export type Started = Extract<Event, { readonly kind: 'run.started' }>;

/** One thing that a receiver is to be told of a run. */
export interface Letter {
  /** Its name among all letters of the run: the same whenever the same record asks for it. */
  readonly key: string;
  /** Sends it, given what earlier letters have kept, and gives what is to be kept from now on, such as an id of the receiver's. */
  send(kept: Json | undefined, signal: AbortSignal): Promise<Json | undefined>;
}

/** A run so far: how it started, and what else a sink listens to, oldest first. */
export interface Story {
  readonly started: Started;
  readonly events: readonly Event[];
}

/** The letters that a run so far asks for, in the order in which they are to arrive; more of a run only ever adds to them. */
export type LettersOf = (story: Story) => readonly Letter[];
