import type { ActiveRun } from '../../src/ports/state.ts';

export const activeRun = (run: string): ActiveRun => ({
  run,
  folder: `/checkout/.firedrill/runs/${run}`,
  experiment: `trial-${run}`,
  runner: { pid: 10, startTime: 100 },
  guardian: { pid: 11, startTime: 101 },
});
