/** Drills on the demo shop through the real command line, one at a time, because they use its shipped ports. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { defaultBase, dependencies, layoutAt, root } from '../../experiments/shop/layout.ts';
import type { Mode } from '../../experiments/shop/patterns.ts';
import { readUndo } from '../../src/domain/undo.ts';
import { activeIn, processesOf, socketsIn } from './outside.ts';
import { firedrill, until } from './programs.ts';

export type ExperimentName = 'slow-payments' | 'payments-503' | 'kill-one-storefront' | 'recommendations-down' | 'frozen-catalog';

/** Shorter than the weekly job's, long enough for every expectation to be decided. */
const short = { for: '20s', settle: '8s', baseline: '10s' };
const layout = layoutAt(defaultBase);
const ports = [8474, layout.balancer, ...layout.storefronts, ...dependencies.flatMap((name) => [layout[name].port, layout[name].proxy])];

const reportText = z.object({
  run: z.string(),
  outcome: z.string(),
  exitCode: z.number(),
  because: z.string(),
  expectations: z.array(z.object({ id: z.string(), status: z.enum(['met', 'broken', 'undecided']), shown: z.string().optional(), why: z.string().optional() })),
  halt: z.object({ reason: z.object({ kind: z.string(), sli: z.string().optional() }), restoredAt: z.number().optional() }).optional(),
  faults: z.array(z.object({ fault: z.string(), status: z.string(), hits: z.number().optional() })),
});
export type Report = z.infer<typeof reportText>;

const finished = z.object({ kind: z.literal('run.finished'), run: z.string(), folder: z.string() });

/** Runs one to its end, looks that nothing of it is left in the world, and lets `judge` read its `report.json`. The record of one that fails stays. */
export async function drillOnShop(experiment: ExperimentName, mode: Mode, judge: (report: Report) => void): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'firedrill-shop-'));
  const vars = Object.entries({ ...short, mode }).filter(([name]) => name !== 'settle' || experiment !== 'kill-one-storefront');
  const args = vars.flatMap(([name, value]) => ['--var', `${name}=${value}`]);
  const began = performance.now();
  const { code, out, err } = await firedrill({ cwd: root, state }, 'run', `experiments/shop/${experiment}.yaml`, '--json', ...args).ended;
  const took = Math.round((performance.now() - began) / 1000);
  const { run, folder } = finishedIn(out, err);
  const report = reportText.parse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')));
  console.log(`${experiment} on the ${mode} shop: ${report.outcome} after ${took} s; ${summaryOf(report)}`);
  expect(code, err).toBe(report.exitCode);
  await expectNothingLeft(run, folder, state);
  judge(report);
  rmSync(folder, { recursive: true });
  rmSync(state, { recursive: true });
}

function finishedIn(out: string, err: string): z.infer<typeof finished> {
  const last = finished.safeParse(JSON.parse(out.slice(out.lastIndexOf('\n') + 1) || 'null'));
  if (!last.success) throw new Error(`the run ended without run.finished:\n${err}`);
  return last.data;
}

/** What was not met and why, or that all was. */
function summaryOf({ because, expectations }: Report): string {
  const unmet = expectations.filter(({ status }) => status !== 'met').map(({ id, status, shown = '', why = '' }) => `${id} ${status} ${shown} (${why})`);
  return [because, ...unmet].join('; ');
}

async function expectNothingLeft(run: string, folder: string, state: string): Promise<void> {
  await until(`no process of run ${run}`, () => processesOf(run).length === 0, 5000);
  expect(await portsInUse()).toEqual([]);
  const { entries, ends, pending } = readUndo(readFileSync(join(folder, 'undo.ndjson'), 'utf8'));
  expect(pending).toEqual([]);
  expect(new Set(ends.map(({ n }) => n))).toEqual(new Set(entries.map(({ n }) => n)));
  expect(entries.map(({ fault }) => fault)).toEqual(expect.arrayContaining(['application', 'proxy']));
  expect(socketsIn(state)).toEqual([]);
  expect(activeIn(state)).toEqual([]);
}

/** Those of the shop's ports at which something answers. */
async function portsInUse(): Promise<readonly number[]> {
  const taken = await Promise.all(ports.map(answers));
  return ports.filter((_, index) => taken[index]);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

/** Waits two minutes for whoever holds the shop's ports, and then says what to do. */
export async function portsFree(): Promise<void> {
  const taken = await portsInUse();
  if (taken.length === 0) return;
  const held = `something listens on port ${taken.join(', ')}`;
  console.log(`waiting for the shop's ports: ${held}`);
  await until(`${held}. End it (npm run shop -- --stop, or firedrill restore), then run these again`, async () => (await portsInUse()).length === 0, 120_000);
}
