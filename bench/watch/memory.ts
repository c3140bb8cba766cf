/** Whether the runner's memory stays flat: as many samples as in a long run, in a short one. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { fit, type Point } from '../statistics.ts';
import { table } from '../table.ts';
import { root } from '../programs.ts';
import { observe } from './observed.ts';
import { usageOf } from './proc.ts';

const slis = 50;
const every = 100;
/** Samples of an hour of 50 SLIs at 1 s. */
const hour = slis * 3600;
const look = 5000;

export async function benchMemory(long: boolean, signal: AbortSignal): Promise<void> {
  const stay = long ? 365 : 125;
  const folder = mkdtempSync(join(tmpdir(), 'fdb-'));
  const heap = join(folder, 'heap');
  process.stderr.write(`memory, ${stay} s …\n`);
  try {
    const node = ['--expose-gc', '--import', pathToFileURL(join(root, 'bench', 'heap.ts')).href];
    const { seen, ended } = await observe({ slis, http: slis / 2, every, stay }, (pid) => resident(pid, stay - 5), signal, {
      node,
      env: { FIREDRILL_BENCH_HEAP: heap },
    });
    if (seen === undefined) return void process.stdout.write(`\nMemory: no figure; exit ${ended.code ?? 'by a signal'}: ${ended.said.slice(-300)}\n`);
    process.stdout.write(
      `\nMemory of ${slis} SLIs at ${every} ms for ${stay} s: ${(slis * stay * 1000) / every} samples, as in ${Math.round((stay * 1000) / every / 60)} minutes at 1 s\n`,
    );
    process.stdout.write(
      `${table(['', 'first', 'last', 'MiB more in an hour of 50 SLIs at 1 s', '± 2 standard errors'], [row('resident', seen), row('heap after a full collection', heapOf(heap, seen))])}\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `x` in ms of monotonic time, `y` in MiB. */
async function resident(pid: number, seconds: number): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(look)) {
    const { at, resident } = usageOf(pid);
    points.push({ x: at, y: resident });
  }
  return points;
}

/** What the runner wrote about itself while we looked. */
function heapOf(file: string, seen: readonly Point[]): readonly Point[] {
  const points = readFileSync(file, 'utf8').trim().split('\n').map(Number);
  return points.slice(-seen.length - 1, -1).map((y, index) => ({ x: index * look, y }));
}

/** The first quarter is left out: there the machine code and the buffers of a young process still grow. */
function row(name: string, points: readonly Point[]): readonly string[] {
  const old = points.slice(Math.ceil(points.length / 4));
  const { slope, error } = fit(old);
  const inAnHour = (hour / slis) * every;
  const mib = (value: number | undefined): string => (value ?? Number.NaN).toFixed(2);
  return [name, mib(old[0]?.y), mib(old.at(-1)?.y), mib(slope * inAnHour), mib(2 * error * inAnHour)];
}
