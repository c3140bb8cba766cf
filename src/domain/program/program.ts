/** What a schedule means, everything resolved: the words from which `next` decides. */
import type { Ms } from '../units.ts';

/** A schedule file that has been read, with every file it names found and every experiment valid. */
export interface Schedule {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly folder: string;
  readonly timeZone: string;
  /** From it, the job and the slot come jitter, draws and the seeds of runs: the same for everybody who reads the file. */
  readonly seed: number;
  readonly jobs: readonly Program[];
  /** When what was since the last time is told; absent where nobody asked for it. */
  readonly digest?: Timed;
  /** Names of calendars in the config, of which none may be busy. */
  readonly skip: readonly string[];
}

/** What comes by the calendar. */
export interface Timed {
  readonly schedule: string;
  readonly job: string;
  readonly timeZone: string;
  readonly when: When;
}

/** One job of a schedule. */
export interface Program extends Timed {
  readonly what: What;
  readonly vars: Readonly<Record<string, Drawn>>;
  readonly onNotHeld: 'stop' | 'go-on';
  /** Absent where a refused run is not tried again. */
  readonly retryRefused?: { readonly every: Ms; readonly within: Ms };
  /** How long before its first run people are told; absent where nobody asked for it. */
  readonly announce?: Ms;
  /** Empty where any time will do. */
  readonly windows: readonly TimeWindow[];
  readonly skip: readonly string[];
}

/** `at`: the times of a cron pattern, each late by up to `jitter`. `between`: once on each of these days, some time between two times of day. */
export type When =
  | { readonly kind: 'at'; readonly cron: string; readonly jitter: Ms }
  | { readonly kind: 'between'; readonly from: TimeOfDay; readonly to: TimeOfDay; readonly days: readonly Day[] };

/** `suite`: all of them in order. `one-of`: one of them, drawn. */
export interface What {
  readonly kind: 'suite' | 'one-of';
  readonly experiments: readonly Scheduled[];
}

export interface Scheduled {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  /** Those of the job's variables that it declares. */
  readonly vars: readonly string[];
  /** Where it runs, whichever of its values is drawn; `local` where it says none. */
  readonly environments: readonly string[];
}

/** The values of which one is drawn; a single one is certain. */
export type Drawn = readonly string[];

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof days)[number];

/** `09:30`, local to the schedule's time zone; `24:00` is the end of a day. */
export type TimeOfDay = string;

/** From and to, on each of these days; it ends before `to`. */
export interface TimeWindow {
  readonly days: readonly Day[];
  readonly from: TimeOfDay;
  readonly to: TimeOfDay;
}
