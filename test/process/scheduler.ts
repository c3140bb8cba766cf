/** A scheduler of the real command line, shortly before its one slot of the week; what it wrote down, and what became of its runs. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { SlotStep } from '../../src/domain/memory/step.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { layOut, recordOf } from './drill.ts';
import { experimentOf, faultsOf, flagOf, type Changes, type Places } from './experiment.ts';
import { expectGone, toxicsOn } from './outside.ts';
import { firedrill, until, type Cli } from './programs.ts';
import type { RunningProxy } from './proxy.ts';

/** A Monday, three seconds before its slot is due. */
const shortlyBefore = Date.UTC(2026, 11, 7, 9, 59, 57);
const slot = '2026-12-07T10:00:00.000Z';

export interface Scheduled extends AsyncDisposable {
  readonly folder: string;
  readonly places: Places;
  /** Another scheduler on the same place, at the same time of the week. */
  start(...args: readonly string[]): Cli;
  other(...args: readonly string[]): Cli;
  steps(): Promise<readonly SlotStep[]>;
  runs(): readonly string[];
}

export type Moment = 'claimed' | 'announced' | 'started' | 'under the fault' | 'restoring' | 'ended';
export const everyMoment: readonly Moment[] = ['claimed', 'announced', 'started', 'under the fault', 'restoring', 'ended'];

/** Lays out a schedule of two drills, one after the other; restoring the first takes a second. */
export async function schedule(proxy: RunningProxy, changes: (places: Places) => Changes = slowToRestore): Promise<Scheduled> {
  const places = await layOut({ proxy, changes });
  const { folder } = places;
  const state = join(folder, 's');
  const job = { cron: '0 10 * * mon', announce: '1s', suite: ['drill.json', 'second.json'] };
  const text = { apiVersion: 'firedrill/v1', kind: 'Schedule', name: 'weekly', 'time-zone': 'UTC', jobs: { shop: job } };
  writeFileSync(join(folder, 'second.json'), experimentOf(places, { name: 'second' }));
  for (const name of ['schedule.json', 'copy.json']) writeFileSync(join(folder, name), JSON.stringify(text));
  const env = { FD_SHIFT: String(shortlyBefore - Date.now()), NODE_OPTIONS: `--import ${join(import.meta.dirname, 'shifted.ts')}` };
  const started: Cli[] = [];
  const other = (...args: readonly string[]): Cli => {
    const cli = firedrill({ cwd: folder, state, env }, ...args);
    started.push(cli);
    return cli;
  };
  return {
    folder,
    places,
    other,
    start: (...args) => other('schedule', 'start', ...(args.length === 0 ? ['schedule.json'] : args)),
    async steps() {
      if (!existsSync(join(folder, '.firedrill', 'store.db'))) return [];
      await using store = await openStore(undefined, folder, { clock: systemClock, say: () => undefined });
      return await store.steps('weekly', '2026-01-01T00:00:00.000Z');
    },
    runs: () => (existsSync(join(folder, '.firedrill', 'runs')) ? readdirSync(join(folder, '.firedrill', 'runs')) : []),
    async [Symbol.asyncDispose]() {
      for (const { child } of started) child.kill('SIGTERM');
      await Promise.all(started.map(({ ended }) => ended));
    },
  };
}

function slowToRestore(places: Places): Changes {
  const { folder } = places;
  const restore = ['sh', '-c', `touch ${join(folder, 'restoring')}; sleep 1; rm -f ${flagOf(folder)}`];
  return { faults: faultsOf(places, '3s', { restore }) };
}

export async function reach(moment: Moment, at: Scheduled, cli: Cli): Promise<void> {
  await until(`${moment}\n${cli.said()}`, () => isAt(moment, at), 110_000);
}

async function isAt(moment: Moment, at: Scheduled): Promise<boolean> {
  if (moment === 'under the fault') return existsSync(flagOf(at.folder));
  if (moment === 'restoring') return existsSync(join(at.folder, 'restoring'));
  return (await at.steps()).some(({ kind }) => kind === moment);
}

/** The processes of `firedrill run` that a scheduler of this folder has started. */
export function runnersIn(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      const line = textOf(`/proc/${pid}/cmdline`);
      return line.includes('--scheduled') && line.includes(folder);
    })
    .map(Number);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Every run that was begun has ended and left nothing; gives the outcomes by experiment. */
export async function expectAllOver(at: Scheduled): Promise<Readonly<Record<string, string>>> {
  await until('no run lives', () => runnersIn(at.folder).length === 0, 110_000);
  const outcomes: Record<string, string> = {};
  for (const run of at.runs()) {
    await expectGone(run, join(at.folder, 's'));
    const record = recordOf(at.folder, run);
    const started = record.find((event) => event.kind === 'run.started');
    const last = record.at(-1);
    if (started === undefined || last?.kind !== 'run.finished') throw new Error(`the record of ${run} ends with ${last?.kind}`);
    expect(outcomes[started.experiment], `${started.experiment} was begun once`).toBeUndefined();
    expect(started.slot).toEqual({ schedule: 'weekly', job: 'shop', slot });
    outcomes[started.experiment] = last.outcome;
  }
  expect(await toxicsOn(at.places.api, at.places.proxy)).toEqual([]);
  expect(existsSync(flagOf(at.folder)), 'the flag is gone').toBe(false);
  return outcomes;
}

/** Another scheduler comes: the slot is over, nothing of it is begun again. */
export async function expectNotAgain(at: Scheduled, how: 'interrupted' | 'stopped' | 'done'): Promise<void> {
  const [before, begun] = [await expectAllOver(at), at.runs().length];
  const next = at.start();
  const finished = async (): Promise<SlotStep | undefined> => (await at.steps()).find(({ kind }) => kind === 'finished');
  await until(`the slot is over\n${next.said()}`, async () => (await finished()) !== undefined, 60_000);
  // It has decided what comes next, and that is another week.
  await until('it looks on', () => next.lines.length > 1, 60_000);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  next.child.kill('SIGTERM');
  expect((await next.ended).code, next.said()).toBe(0);
  expect(at.runs()).toHaveLength(begun);
  expect(await expectAllOver(at)).toEqual(before);
  const steps = await at.steps();
  expect(await finished()).toMatchObject({ how });
  expect(steps.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  expect(steps.filter(({ kind }) => kind === 'finished')).toHaveLength(1);
}
