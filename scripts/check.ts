/** Everything but the slow suites, one step after the other, each with its time; ends at the first that fails. `--static`: without the tests. */
import { spawnSync } from 'node:child_process';

const checks: readonly (readonly string[])[] = [
  ['oxfmt', '--check'],
  ['tsc', '-p', '.'],
  ['oxlint', '--deny-warnings'],
  ['knip', '--no-progress'],
];
const steps = process.argv.includes('--static') ? checks : [...checks, ['vitest', 'run', '--project', 'unit']];

for (const [name = '', ...args] of steps) {
  const began = performance.now();
  const { status } = spawnSync(name, args, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'}  ${[name, ...args].join(' ')}  ${((performance.now() - began) / 1000).toFixed(1)} s`);
  if (status !== 0) {
    process.exitCode = 1;
    break;
  }
}
