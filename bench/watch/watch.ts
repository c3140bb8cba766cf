/** What watching costs: CPU and memory of the runner at 10, 100 and 1 000 SLIs, and whether its memory stays flat. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { table, tenths } from '../table.ts';
import type { Ended } from '../programs.ts';
import { benchMemory } from './memory.ts';
import { observe } from './observed.ts';
import { childrenOf, coreBetween, usageOf, type Usage } from './proc.ts';

const sizes = [
  { name: '10 SLIs, half of them http', slis: 10, http: 5 },
  { name: '100 SLIs, half of them http', slis: 100, http: 50 },
  { name: '1 000 SLIs, half of them http', slis: 1000, http: 500 },
  { name: '1 000 SLIs, all on 5 pages', slis: 1000, http: 0 },
  { name: '1 000 SLIs, all of them http', slis: 1000, http: 1000 },
];
/** How long each is looked at, s. */
const time = 15;

export async function benchWatch({ long }: { readonly long: boolean }, signal: AbortSignal): Promise<void> {
  if (!existsSync('/proc/self/stat')) return void process.stdout.write('Skipped: CPU and memory are read from /proc, which only Linux has.\n');
  const rows: string[][] = [];
  for (const { name, ...size } of sizes) {
    if (signal.aborted) return;
    process.stderr.write(`${name} …\n`);
    const { seen, ended } = await observe({ ...size, every: 1000, stay: time + 5 }, between, signal);
    rows.push([name, ...(seen === undefined ? whyNot(ended) : figures(seen)), String(ended.code ?? 'signal')]);
  }
  process.stdout.write(`\nEvery SLI sampled once a second, each under steady-state, throughout and abort; over ${time} s with the fault in place\n`);
  process.stdout.write(`${table(['', 'runner, % of one core', 'runner, MiB', 'guardian, %', 'guardian, MiB', 'exit'], rows)}\n`);
  if (!signal.aborted) await benchMemory(long, signal);
}

type Reading = readonly [before: readonly Usage[], after: readonly Usage[]];

/** The runner first, then what it has started: its guardian. */
async function between(runner: number): Promise<Reading> {
  const pids = [runner, ...childrenOf(runner)];
  const before = pids.map(usageOf);
  await sleep(time * 1000);
  return [before, pids.map(usageOf)];
}

function figures([before, after]: Reading): readonly string[] {
  return before.flatMap((one, index) => {
    const later = after[index];
    return later === undefined ? [] : [tenths(coreBetween(one, later)), tenths(later.resident)];
  });
}

const whyNot = ({ said }: Ended): readonly string[] => [said.trim().split('\n').at(-1) ?? '', '', '', ''];
