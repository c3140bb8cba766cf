import type { Ms } from '../domain/units.ts';

/** Runs a program from an argument array, without a shell; `node` is the runner's own. */
export interface Exec {
  run(call: ExecCall): Promise<ExecResult>;
}

export interface ExecCall {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeout: Ms;
  readonly signal?: AbortSignal;
}

/** Never throws: how it ended is a value. Output is cut at 64 KiB a stream. */
export interface ExecResult {
  readonly end: 'exited' | 'signalled' | 'timed out' | 'cancelled' | 'not started';
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly why?: string;
}
