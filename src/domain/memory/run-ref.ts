import type { RunSummary } from './run-summary.ts';

/** A run as people name it: its number among those of its experiment and environment, its name, its time. */
export interface RunRef {
  readonly n: number;
  readonly run: string;
  readonly started: string;
}

/** A run and its number. */
export interface Numbered {
  readonly n: number;
  readonly summary: RunSummary;
}

export const refOf = ({ n, summary: { run, started } }: Numbered): RunRef => ({ n, run, started });
