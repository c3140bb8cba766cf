/**
 * A program of its own: `node burner.ts cpu|memory <bytes> <lease file> <ttl ms> [cgroup.procs …]`.
 * Enters the cgroups, prints "burning", and burns until its lease ends: the file is gone, or was not written to for `ttl`.
 * It watches for change and counts on its own monotonic clock, so that a wall clock that jumps neither prolongs nor ends it.
 */
import { statSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';

const slice = 100; // ms between two looks at the lease
const slicesPerTouch = 20; // touching gigabytes is work too, and memory was asked for, not CPU
const pageSize = 4096;
const chunkSize = 32 * 1024 ** 2;

const [role, bytes = '0', lease = '', ttl = '0', ...cgroups] = argv.slice(2);

let written = lastWritten();
let ends = performance.now() + Number(ttl);

// When memory runs out the kernel shall end this program, not the target.
writeFileSync('/proc/self/oom_score_adj', '1000');
for (const procs of cgroups) writeFileSync(procs, '0');

const chunks: Buffer[] = [];
for (let left = role === 'memory' ? Number(bytes) : 0; left > 0 && holds(); left -= chunkSize) chunks.push(Buffer.alloc(Math.min(left, chunkSize), 1));

stdout.write('burning\n');
const idle = new Int32Array(new SharedArrayBuffer(4));
for (let round = 1; holds(); round += 1) {
  if (role === 'cpu') burn();
  else Atomics.wait(idle, 0, 0, slice);
  if (round % slicesPerTouch === 0) chunks.forEach(touch);
}

function burn(): void {
  const until = performance.now() + slice;
  while (performance.now() < until);
}

/** Each page now and then, lest it is swapped out. */
function touch(chunk: Buffer): void {
  for (let at = 0; at < chunk.length; at += pageSize) chunk[at] = (chunk[at] ?? 0) ^ 1;
}

function holds(): boolean {
  const now = lastWritten();
  if (now !== written) ends = performance.now() + Number(ttl);
  written = now;
  return now !== undefined && performance.now() < ends;
}

function lastWritten(): bigint | undefined {
  return statSync(lease, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
}
