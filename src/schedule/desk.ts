import type { Event } from '../domain/events.ts';
import type { SlotId, SlotStep } from '../domain/memory/step.ts';
import type { Calendars, Occurrences } from '../domain/program/circumstances.ts';
import type { Schedule } from '../domain/program/program.ts';
import { reason } from '../domain/reason.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Runs } from '../ports/runs.ts';
import type { Sink } from '../ports/sink.ts';
import type { Store } from '../ports/store.ts';
import type { Wall } from '../ports/wall.ts';
import type { Health } from './health.ts';
import { byOf, type Identity } from './identity.ts';

/** Everything that a scheduler needs of the outside. */
export interface Desk {
  readonly clock: Clock;
  readonly wall: Wall;
  readonly self: Identity;
  readonly health: Health;
  readonly occurrences: Occurrences;
  readonly runs: Runs;
  readonly announcers: readonly Announcer[];
  /** Hear what happens in every run. */
  readonly sinks: readonly Sink[];
  /** Hears of every slot that passes without a run. */
  readonly skipped: (slot: SlotId) => void;
  /** A line for people. */
  readonly say: (line: string) => void;
  /** Tells people what was since then, ISO 8601. Rejects where somebody was not told. */
  digest(since: string, signal: AbortSignal): Promise<void>;
  alive(identity: Identity): Promise<boolean>;
  /** The schedule as its file says it now; a text where it is no good. */
  schedule(): Promise<Schedule | string>;
  calendars(schedule: Schedule): Promise<Calendars>;
  /** The store; rejects while it cannot be reached, and may be asked again. */
  store(): Promise<Store>;
  /** Why no run may be started; throws where that is not known. */
  blocked(): string | undefined;
}

/** The store did not do what it was asked: whether it is done is not known. */
export class StoreTrouble extends Error {}

/** Asks the store, and says whether it can be reached. @throws StoreTrouble */
export async function ask<T>(desk: Desk, question: (store: Store) => Promise<T>): Promise<T> {
  try {
    const answer = await question(await desk.store());
    desk.health.trouble('store', undefined);
    return answer;
  } catch (error) {
    desk.health.trouble('store', reason(error));
    throw new StoreTrouble(reason(error), { cause: error });
  }
}

type Unsigned = SlotStep extends infer Step ? (Step extends SlotStep ? Omit<Step, 'at' | 'by' | keyof SlotId> : never) : never;

/** A step of a slot, by this scheduler and now. */
export function stepOf({ wall, self }: Desk, { schedule, job, slot }: SlotId, step: Unsigned): SlotStep {
  return { ...step, schedule, job, slot, at: wall.now(), by: byOf(self) };
}

/** A sink that throws is heard of once, and hears nothing more; nobody is waited for. */
export function audienceOf({ sinks, say }: Desk): (event: Event) => void {
  const listening = new Set(sinks);
  const drop = (sink: Sink, error: unknown): void => {
    if (listening.delete(sink)) say(`${sink.name} hears nothing more of this run: ${reason(error)}`);
  };
  return (event) => {
    for (const sink of listening) {
      try {
        sink.receive(event)?.catch((error: unknown) => drop(sink, error));
      } catch (error) {
        drop(sink, error);
      }
    }
  };
}

/** `nightly of shop, due 2026-12-07T01:12:00.000Z`. */
export const nameOf = ({ schedule, job, slot }: SlotId): string =>
  `${job} of ${schedule}, ${slot.startsWith('now ') ? `asked for ${slot.slice(4)}` : `due ${slot}`}`;
