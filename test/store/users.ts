import { spawn, type ChildProcess } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { until } from '../process/programs.ts';

interface User {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly ended: Promise<number | null>;
}

/** One more process that uses a store; without an address the embedded one of the folder. */
export function startUser(what: 'claim' | 'write', base: string, who: string, postgres?: string): User {
  const args = [join(import.meta.dirname, 'user.ts'), what, base, who, ...(postgres === undefined ? [] : [postgres])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { child, lines, ended: new Promise((resolve) => child.once('close', resolve)) };
}

/** Two processes claim the same 200 slots at the same times: both ask for each, and each has one owner. */
export async function expectClaimedOnce(base: string, postgres?: string): Promise<void> {
  const users = ['a', 'b'].map((who) => startUser('claim', base, who, postgres));
  await until('both are ready', () => users.every(({ lines }) => lines.includes('ready')), 20_000);
  await writeFile(join(base, 'go.half'), String(Date.now() + 100));
  await rename(join(base, 'go.half'), join(base, 'go'));
  expect(await Promise.all(users.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(users.map(({ lines }) => lines.length)).toEqual([201, 201]);
  const won = users.flatMap(({ lines }) => lines.filter((line) => /^has \d/.test(line)));
  expect(won.toSorted()).toEqual(Array.from({ length: 200 }, (_, n) => `has ${n}`).toSorted());
}
