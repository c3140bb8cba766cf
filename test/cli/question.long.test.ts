import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { absent, systemProgram } from '../system.ts';
import { bin, cache, flag, place, type Place } from './firedrill.ts';

/** Makes the terminal; elsewhere its options are others. */
const script = process.platform === 'linux' ? systemProgram('script') : absent('script is that of util-linux on Linux alone');

// A machine that is busy starts programs slowly.
vi.setConfig({ testTimeout: 60_000 });

/** Runs firedrill at a terminal of its own, and types the answer when it is asked; resolves with what stood there. */
function atTerminal(here: Place, args: string, answer: string): Promise<{ readonly code: number | null; readonly seen: string }> {
  const env = { PATH: process.env['PATH'], HOME: here.path, XDG_CACHE_HOME: cache, XDG_STATE_HOME: join(here.path, 'state'), SHELL: '/bin/sh', NO_COLOR: '1' };
  const child = spawn(script ?? '', ['-qec', `'${process.execPath}' '${bin}' ${args}`, '/dev/null'], {
    cwd: here.path,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let seen = '';
  child.stdout.on('data', (text: Buffer) => {
    const before = seen.includes('for go: ');
    seen += text.toString();
    if (!before && seen.includes('for go: ')) child.stdin.write(answer);
  });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve({ code, seen })));
}

const answers = [
  ['Ctrl-C', '\u0003', 130, 'Not injecting: stopped at the question.'],
  ['another name', 'no\n', 4, 'Not injecting: the answer was no-go.'],
] as const;

test.skipIf(script === undefined).each(answers)('%s at the go / no-go question starts nothing', async (_, answer, code, says) => {
  await using here = await place();
  await here.write('firedrill.config.yaml', 'environments:\n  shop: { production: true, faults: [command] }\n');
  await here.write('flag.yaml', flag.replace('slis:', 'environment: shop\nslis:'));
  await here.write('other.yaml', flag);
  const ended = await atTerminal(here, code === 130 ? 'run flag.yaml other.yaml' : 'run flag.yaml', answer);
  expect(ended.seen).toContain('flag goes to shop (PRODUCTION). Type its name for go: ');
  expect(ended.seen).toContain(says);
  expect(ended.code).toBe(code);
  expect(existsSync(join(here.path, '.firedrill', 'runs'))).toBe(false);
});
