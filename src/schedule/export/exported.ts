/** What every export of a schedule is made from. */
import type { Occurrences } from '../../domain/program/circumstances.ts';
import type { Program, Schedule } from '../../domain/program/program.ts';
import type { Ms } from '../../domain/units.ts';

export interface Exporting {
  readonly schedule: Schedule;
  readonly jobs: readonly ExportedJob[];
  readonly occurrences: Occurrences;
  /** Ms since the epoch: from then on the times of jobs are looked at. */
  readonly from: number;
  /** Folder of the config: from it `schedule` and `files` are named. */
  readonly folder: string;
  /** The schedule file, from the folder. */
  readonly file: string;
  /** Everything that a run of it reads, by path from the folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Variables of the environment that these refer to, `${env:NAME}`. */
  readonly env: readonly string[];
}

export interface ExportedJob {
  readonly program: Program;
  /** From SIGTERM until everything must be out, for the one of its experiments that needs longest. */
  readonly grace: Ms;
  /** The longest that all of it may take, its random start and its retries included. */
  readonly longest: Ms;
}

/** One file of an export. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

/** How late whoever starts a timer may be for the slot to be run: pods are slow to come, and GitHub's timers slower. */
export const lateness = { kubernetes: '10m', github: '45m', systemd: '5m' } as const;

/** What a timer calls. */
export const onceArgs = ({ file }: Exporting, { program }: ExportedJob, late: string): readonly string[] => [
  'schedule',
  'once',
  file,
  '--job',
  program.job,
  '--late',
  late,
];

/** `firedrill-weekly-checkout`: lower case, at most 52 letters, which is what a CronJob's name may have. */
export function unitName({ program: { schedule, job } }: ExportedJob): string {
  return `firedrill-${schedule}-${job}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 52)
    .replace(/-+$/, '');
}

export const seconds = (time: Ms): number => Math.ceil(time / 1000);
