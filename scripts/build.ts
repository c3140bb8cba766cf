/** Emits `dist/`, which the published package runs from, and has publint look at it. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const steps: readonly (readonly string[])[] = [
  ['tsc', '-p', 'tsconfig.build.json'],
  ['publint', '--strict'],
];
for (const [name = '', ...args] of steps) {
  const { status } = spawnSync(name, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = 1;
    break;
  }
}
