import { defineConfig } from 'vitest/config';

/** unit: no child processes that matter; system: needs a real external program; process: real runs that are killed, and `.long`, which wants seconds of a process of its own. */
const project = (name: string, include: string[], extra: object = {}) => ({ test: { name, include, ...extra } });

/** Suites that take nodes of the cluster away, or want all of it: beside them, and beside each other, nothing else runs. */
const alone = ['test/cluster/**/*.system.test.ts', 'test/charts/**/*.system.test.ts', 'test/injectors/kubernetes/nodes/**/*.system.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './scripts/count-reporter.ts'],
    projects: [
      // Nothing here leaves anything behind, so files share a process: that is half of the time. They wait as much as they work, so there may be more of them than cores.
      project('unit', ['test/**/*.test.ts'], {
        exclude: ['test/**/*.{system,long}.test.ts', 'test/process/**'],
        isolate: false,
        maxWorkers: 3,
        testTimeout: 30_000,
        hookTimeout: 30_000,
      }),
      project('system', ['test/**/*.system.test.ts'], {
        exclude: ['test/process/**', ...alone],
        testTimeout: 30_000,
        hookTimeout: 60_000,
        maxWorkers: 2,
        sequence: { groupOrder: 2 },
      }),
      project('nodes', alone, { testTimeout: 30_000, hookTimeout: 60_000, fileParallelism: false, maxWorkers: 1, sequence: { groupOrder: 3 } }),
      // Their drills wait more than they work: more of them side by side than there are cores, and after the others.
      project('process', ['test/process/**/*.test.ts', 'test/**/*.long.test.ts'], {
        exclude: ['test/process/**/*.slow.test.ts'],
        testTimeout: 120_000,
        hookTimeout: 60_000,
        maxConcurrency: 4,
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
      }),
      project('slow', ['test/process/**/*.slow.test.ts'], {
        testTimeout: 600_000,
        hookTimeout: 120_000,
        fileParallelism: false,
        maxConcurrency: 6,
        sequence: { groupOrder: 4 },
      }),
    ],
  },
});
