import type { z } from 'zod';
import type { Event } from '../domain/events.ts';
import type { Json } from '../domain/json.ts';
import type { RunSummary } from '../domain/memory/run-summary.ts';
import type { Clock } from './clock.ts';
import type { Http } from './http.ts';

/** Reads what happens; can neither slow, steer nor break a run: one that throws is dropped, one that is slow is left behind. */
export interface Sink {
  readonly name: string;
  receive(event: Event): void | Promise<void>;
  /** Flushes, at most for as long as the signal allows. */
  close?(signal: AbortSignal): Promise<void>;
}

/**
 * One kind of sink that a config may name, the part that only decides: it imports no vendor package, so that `validate` and `--help` load nothing.
 * `Settings` is what `schema` makes of the config's keys (without `type` and `environments`, which all share).
 */
export interface SinkKind<Settings = unknown> {
  readonly type: string;
  /** One line for the docs. */
  readonly about: string;
  readonly schema: z.ZodType<Settings>;
  /** Loads the part that delivers. */
  load(): Promise<OpenCourier<Settings>>;
}

export type OpenCourier<Settings = unknown> = (settings: Settings, ports: SinkPorts) => Courier;

/**
 * A sink that tells somebody elsewhere. Its end is kept in the run's folder until it is delivered: a dead receiver loses nothing.
 * It notes `open` at `run.started`, and `delivered` when the end is. Once the signal of `close` has aborted it sends no more.
 */
export interface Courier extends Sink {
  /**
   * Delivers what an ended run's record says and this sink has not delivered, going by the handle it left, and notes it; rejects where it cannot be.
   * A record may have ended twice, a second time by `firedrill restore`: then its last end is what is to be delivered.
   */
  redeliver(record: readonly Event[], folder: string, signal: AbortSignal): Promise<void>;
}

export interface SinkPorts {
  /** Its name in the config. */
  readonly name: string;
  readonly clock: Clock;
  readonly http: Http;
  env(name: string): string | undefined;
  /** What this sink remembers of a run between processes. */
  deliveries(run: string): Deliveries;
  /** What a run that has ended means for the findings of its experiment, in a line; `undefined` where there is nothing to say, or the memory cannot be asked within seconds. */
  findings(run: RunSummary): Promise<string | undefined>;
  /** Appends to a file that the surroundings name, such as GitHub's step summary. */
  appendFile(path: string, text: string): Promise<void>;
}

/** One sink's note in one run's folder. Writing never throws: a full disk costs the note, not the run. */
export interface Deliveries {
  read(): Promise<Delivery | undefined>;
  write(delivery: Delivery): Promise<void>;
}

export type Delivery =
  /** The run is on its way, or ended without a word: its end is still to be delivered. */
  | { readonly state: 'open'; readonly handle?: Json }
  | { readonly state: 'undelivered'; readonly handle?: Json; readonly why: string }
  /** Nobody tries any more, unless a person names the run. */
  | { readonly state: 'given-up'; readonly handle?: Json; readonly why: string }
  | { readonly state: 'delivered'; readonly handle?: Json };

/** A sink as a config names it: read, not opened. */
export interface SinkSetting {
  readonly name: string;
  readonly kind: SinkKind;
  readonly settings: unknown;
  /** Globs of environments whose runs it hears of; runs without one are `local`. */
  readonly environments: readonly string[];
}
