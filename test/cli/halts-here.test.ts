import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { haltsHere } from '../../src/cli/halts-here.ts';
import { serveControl } from '../../src/control/server.ts';
import type { Event } from '../../src/domain/events.ts';
import { socketOf, stateFolder } from '../../src/platform/places.ts';
import type { Asked } from '../../src/ports/halts.ts';
import { createToolbox, type Toolbox } from '../../src/toolbox.ts';
import { goOn, writeRun } from '../record/run-folder.ts';
import { aborted } from '../report/runs.ts';

const run = '7k2m4p';
const end = aborted().findIndex(({ kind }) => kind === 'run.restored');
const before = aborted().slice(0, end);
const after = aborted().slice(end);

let base: string;
let toolbox: Toolbox;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'fd-halt-'));
  vi.stubEnv('XDG_STATE_HOME', join(base, 's'));
  await mkdir(stateFolder(), { recursive: true });
  toolbox = createToolbox();
});
afterEach(async () => {
  await toolbox[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
  await rm(base, { recursive: true, force: true });
});

const halt = (): Promise<Asked> => haltsHere(base, toolbox).halt(run, 'anna in Slack (U0ANNA)', 'the Halt button');
const record = (events: readonly Event[]): Promise<string> => writeRun(base, { run, events, wall: '2026-12-07T10:00:00.000Z' });
const kinds = (events: readonly Event[]): readonly string[] => events.map(({ kind }) => kind);

async function restored(asked: Asked): Promise<readonly Event[]> {
  if (asked.kind !== 'halting') throw new Error(`nobody halts: ${asked.kind}`);
  return asked.restored();
}

test('a run is told who halts it, and its record is given once it says that it has restored', async () => {
  const folder = await record(before);
  const told: string[] = [];
  await using control = await serveControl(socketOf(run, 'runner'), { run, by: 'runner', halt: (by, why) => told.push(`${by}: ${why}`) });
  const asked = await halt();
  expect(told).toEqual(['anna in Slack (U0ANNA): the Halt button']);
  const giving = restored(asked);
  await goOn(folder, after.slice(0, 1));
  for (const event of after.slice(0, 1)) await control.sink.receive(event);
  expect(kinds(await giving)).toContain('run.restored');
  expect(kinds(await giving)).not.toContain('run.finished');
});

test('the guardian is asked where the run does not answer, and its end of the record is awaited', async () => {
  const folder = await record(before);
  const told: string[] = [];
  const guardian = await serveControl(socketOf(run, 'guardian'), { run, by: 'guardian', halt: (by) => told.push(by) });
  const giving = restored(await halt());
  expect(told).toEqual(['anna in Slack (U0ANNA)']);
  await goOn(folder, after);
  await guardian[Symbol.asyncDispose]();
  expect(kinds(await giving)).toContain('run.finished');
});

test('a run that has ended is over, with its record', async () => {
  await record(aborted());
  expect(await halt()).toMatchObject({ kind: 'over', record: expect.arrayContaining([expect.objectContaining({ kind: 'run.finished' })]) });
});

test('a run that has not ended, and for which nobody answers, is not called halted', async () => {
  await record(before);
  expect(await halt()).toEqual({ kind: 'deaf' });
});

test('of a run that was never here nothing is known', async () => {
  expect(await halt()).toEqual({ kind: 'unknown' });
});
