/** `npm test`: what runs on any machine, and what finds its external system here. `npm run test:all`: the slow suites too. */
import { spawnSync } from 'node:child_process';

const all = process.argv.includes('--all');
const rest = process.argv.slice(2).filter((argument) => argument !== '--all');
const projects = ['unit', 'system', 'nodes', 'process', ...(all ? ['slow'] : [])].flatMap((name) => ['--project', name]);
const { status } = spawnSync('vitest', ['run', ...projects, ...rest], {
  stdio: 'inherit',
  env: { ...process.env, ...(all ? { FIREDRILL_TEST_ALL: '1' } : {}) },
});
process.exitCode = status ?? 1;
