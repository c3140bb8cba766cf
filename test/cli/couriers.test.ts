import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Couriers } from '../../src/cli/couriers.ts';
import type { Event } from '../../src/domain/events.ts';
import type { Config } from '../../src/experiment/config.ts';
import type { Courier, SinkKind, SinkSetting } from '../../src/ports/sink.ts';
import { deliveriesIn, notesIn } from '../../src/record/deliveries.ts';
import { abortedDrill } from '../sinks/drills.ts';

let runs: string;
const said: string[] = [];
beforeEach(async () => {
  said.length = 0;
  runs = await mkdtemp(join(tmpdir(), 'fd-couriers-'));
  await mkdir(join(runs, '7k2'));
});
afterEach(async () => rm(runs, { recursive: true }));

const heard: string[] = [];
beforeEach(() => void (heard.length = 0));

type Load = SinkKind['load'];
const well: Load =
  async () =>
  (_settings, { name }) =>
    courier(name, () => undefined);
const courier = (name: string, receive: (event: Event) => void | Promise<void>): Courier => ({
  name,
  receive: (event) => {
    heard.push(`${name} ${event.kind}`);
    return receive(event);
  },
  redeliver: () => Promise.resolve(),
});

const setting = (name: string, load: Load, environments = ['*']): SinkSetting => ({
  name,
  kind: { type: name, about: '', schema: z.unknown(), load },
  settings: {},
  environments,
});

async function tell(settings: readonly SinkSetting[], unusable: Config['unusable'] = {}, environment?: string): Promise<void> {
  const config: Config = { file: 'c', folder: runs, environments: {}, incomplete: {}, sinks: settings, calendars: {}, unusable };
  await using couriers = await Couriers.open(config, { environment, secrets: ['s3cr3t'], runs, say: (line) => said.push(line) });
  for (const event of abortedDrill()) expect(couriers.sink.receive(event)).toBeUndefined();
}
const times = (name: string): number => heard.filter((line) => line.startsWith(`${name} `)).length;

test('sinks hear of the runs of their environments, and of no others', async () => {
  const settings = [setting('all', well), setting('local', well, ['local']), setting('staging', well, ['stag*', 'prod*'])];
  await tell(settings);
  expect([times('all'), times('local'), times('staging')]).toEqual([15, 15, 0]);
  await tell(settings, {}, 'staging-eu');
  expect([times('all'), times('local'), times('staging')]).toEqual([30, 15, 15]);
});

test('one that cannot be loaded or opened is said in a line without secrets, and the others hear all', async () => {
  const throws: Load = async () => () => {
    throw new Error('no such thing as s3cr3t.');
  };
  await tell([setting('broken', () => Promise.reject(new Error('Cannot find package'))), setting('wrong', throws), setting('good', well)]);
  expect(said).toEqual([
    'Not telling broken of this run: it cannot be opened: Cannot find package.',
    'Not telling wrong of this run: it cannot be opened: no such thing as ***.',
  ]);
  expect(times('good')).toBe(15);
});

test('what makes a sink unusable here is said', async () => {
  await tell([], { 'sinks.team': [{ message: 'Environment variable SLACK_TOKEN is not set.' }] as unknown as Config['unusable'][string], store: [] });
  expect(said).toEqual(['Not telling team of this run: Environment variable SLACK_TOKEN is not set.']);
});

test('one that throws or rejects hears no more, owes all of it, and disturbs nobody', async () => {
  const throwing: Load =
    async () =>
    (_settings, { name }) =>
      courier(name, ({ kind }) => {
        if (kind === 'fault.present') throw new Error('boom s3cr3t');
      });
  const rejecting: Load =
    async () =>
    (_settings, { name }) =>
      courier(name, () => Promise.reject(new Error('503')));
  await tell([setting('throws', throwing), setting('rejects', rejecting), setting('good', well)]);
  expect(times('good')).toBe(15);
  expect(times('throws')).toBeLessThan(15);
  expect(Object.fromEntries(await notesIn(join(runs, '7k2')))).toEqual({
    throws: { state: 'undelivered', why: 'Error: boom ***' },
    rejects: { state: 'undelivered', why: 'Error: 503' },
  });
  expect(said.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'Not delivered to rejects so far: Error: 503. The next run sends it, or now: firedrill report --resend 7k2',
    'Not delivered to throws so far: Error: boom ***. The next run sends it, or now: firedrill report --resend 7k2',
  ]);
});

test('one that is still at it when its time is over owes what it has not noted as delivered', async () => {
  const notes = deliveriesIn(join(runs, '7k2'), 'slow');
  const closing: AbortSignal[] = [];
  const slow: Load = async () => () => ({
    name: 'slow',
    receive: async ({ kind }) => (kind === 'run.started' ? notes.write({ state: 'open', handle: 'ts' }) : undefined),
    redeliver: () => Promise.resolve(),
    close: (signal) => {
      closing.push(signal);
      return new Promise(() => undefined);
    },
  });
  await tell([setting('slow', slow)]);
  expect(await notes.read()).toEqual({ state: 'undelivered', handle: 'ts', why: 'not done within 5 s of the end' });
  expect(closing.every(({ aborted }) => aborted)).toBe(true);
});
