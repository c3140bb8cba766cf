import { describe, expect, test } from 'vitest';
import type { UndoEntry, UndoLine } from '../../src/domain/undo.ts';
import { ms } from '../../src/domain/units.ts';
import type { RestoreResult } from '../../src/ports/record.ts';
import { createRestorer } from '../../src/record/restore.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeFault } from '../fakes/fault.ts';

const entry = (n: number, type: string, more: Partial<UndoEntry> = {}): UndoEntry => ({
  kind: 'prepared',
  n,
  fault: type,
  type,
  group: type,
  targets: [`target of ${type}`],
  undo: { n },
  manual: `undo ${type} ${n}`,
  env: [],
  ...more,
});

/** A machine with faults of some types; what is not among them is not known here. */
function machine(...types: string[]) {
  const clock = new FakeClock();
  const acts: string[] = [];
  const faults = new Map(types.map((type) => [type, new FakeFault(type, (act) => acts.push(act))]));
  const env = new Map<string, string>();
  const restorer = createRestorer({
    clock,
    env: (name) => env.get(name),
    injector: async (type) => faults.get(type) ?? Promise.reject(new Error(`no injector ${type} is known to this firedrill`)),
  });
  const marks: UndoLine[] = [];
  const fault = (type: string): FakeFault => faults.get(type) ?? new FakeFault(type);
  const restore = async (entries: readonly UndoEntry[], time = 60_000): Promise<readonly RestoreResult[]> => {
    const restoring = restorer.restore(entries, { by: 'runner', budget: ms(5000), mark: async (line) => void marks.push(line) });
    await clock.advance(time);
    return restoring;
  };
  return { clock, acts, env, fault, marks, restore, restorer };
}

const left = (results: readonly RestoreResult[]) => results.flatMap(({ result }) => (result.kind === 'left' ? result.left : []));
const afterwards = (clock: FakeClock, time: number) => async () => {
  await clock.sleep(ms(time));
  return { kind: 'restored' as const };
};

describe('restoring', () => {
  test('takes out the last one first on one target', async () => {
    const { restore, acts, marks } = machine('slow');
    await restore([entry(1, 'slow'), entry(2, 'slow'), entry(3, 'slow')]);
    expect(acts).toEqual(['restore slow 3', 'restore slow 2', 'restore slow 1']);
    expect(marks).toEqual([3, 2, 1].map((n) => ({ kind: 'restored', n, by: 'runner' })));
  });

  test('works on different targets side by side', async () => {
    const { restore, clock, fault } = machine('slow', 'cut');
    fault('slow').onRestore = afterwards(clock, 3000);
    fault('cut').onRestore = afterwards(clock, 3000);
    const results = await restore([entry(1, 'slow'), entry(2, 'cut')]);
    expect(results.map(({ took }) => took)).toEqual([3000, 3000]);
  });

  test('ends what the run started last, after the slowest fault', async () => {
    const { restore, clock, fault, acts } = machine('slow', 'application');
    fault('slow').onRestore = afterwards(clock, 3000);
    await restore([entry(1, 'application'), entry(2, 'application', { fault: 'proxy' }), entry(3, 'slow')]);
    expect(acts).toEqual(['restore slow 3', 'restore application 2', 'restore application 1']);
  });

  test('gives up one that hangs after its own budget, says how to mend it, and goes on', async () => {
    const { restore, fault, acts } = machine('slow');
    fault('slow').onRestore = async (n) => (n === 2 ? new Promise<never>(() => undefined) : { kind: 'restored' });
    const results = await restore([entry(1, 'slow'), entry(2, 'slow')]);
    expect(acts).toEqual(['restore slow 2', 'restore slow 1']);
    expect(results.map(({ result, took }) => [result.kind, took])).toEqual([
      ['left', 5500], // its budget, and half a second to say what it saw
      ['restored', 0],
    ]);
    expect(left(results)).toEqual([{ target: 'target of slow', why: 'restore did not end within 5 s', command: 'undo slow 2' }]);
  });

  test('lets one whose time is over say what it saw', async () => {
    const { restore, fault } = machine('slow');
    fault('slow').onRestore = (_n, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ kind: 'left', left: [{ target: 'payments', why: 'it answers 503', command: 'mend' }] })),
      );
    expect(left(await restore([entry(1, 'slow')]))).toEqual([{ target: 'payments', why: 'restore did not end within 5 s: it answers 503', command: 'mend' }]);
  });

  test('tells the injector when its time is over', async () => {
    const { restore, fault } = machine('slow');
    let aborted = false;
    fault('slow').onRestore = (_n, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve({ kind: 'restored' });
        }),
      );
    await restore([entry(1, 'slow')]);
    expect(aborted).toBe(true);
  });

  test('goes on past one that fails, and past a type it does not know', async () => {
    const { restore, fault, marks } = machine('slow');
    fault('slow').onRestore = async (n) => (n === 2 ? Promise.reject(new Error('connection refused')) : { kind: 'restored' });
    const results = await restore([entry(1, 'slow'), entry(2, 'slow'), entry(3, 'plugin')]);
    expect(left(results).map(({ why }) => why)).toEqual(['no injector plugin is known to this firedrill', 'connection refused']);
    expect(marks).toEqual([{ kind: 'restored', n: 1, by: 'runner' }]);
  });

  test('names the variables it needs and lacks, and touches nothing without them', async () => {
    const { restore, env, acts } = machine('slow');
    env.set('TOKEN', 'x');
    const results = await restore([entry(1, 'slow', { env: ['TOKEN', 'API_KEY', 'CERT'] })]);
    expect(left(results)[0]?.why).toBe('the environment variable API_KEY, CERT is not set here');
    expect(acts).toEqual([]);
  });

  test('repeats no value of the variables it needs, whatever a target answers; its commands stay as they are', async () => {
    const { restore, env, fault, marks } = machine('slow', 'cut');
    env.set('TOKEN', 'Bearer s3cr3t');
    fault('slow').onRestore = () => Promise.reject(new Error('401 for s3cr3t'));
    fault('cut').onRestore = async () => ({ kind: 'restored', note: 'said Bearer s3cr3t' });
    const needs = { env: ['TOKEN'], manual: 'curl -H "$TOKEN"' };
    const results = await restore([entry(1, 'slow', needs), entry(2, 'cut', needs)]);
    expect(left(results)).toEqual([{ target: 'target of slow', why: '401 for ***', command: 'curl -H "$TOKEN"' }]);
    expect(marks).toEqual([{ kind: 'restored', n: 2, by: 'runner', note: 'said ***' }]);
  });

  test('keeps the note of a target that a human has edited since', async () => {
    const { restore, fault, marks } = machine('slow');
    fault('slow').onRestore = async () => ({ kind: 'edited', note: 'latency is 5 s now, set by somebody else' });
    await restore([entry(1, 'slow')]);
    expect(marks).toEqual([{ kind: 'restored', n: 1, by: 'runner', note: 'latency is 5 s now, set by somebody else' }]);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('no space left on device'))],
    ['hangs', () => new Promise<never>(() => undefined)],
  ])('goes on where a disk %s that takes the marks', async (_how, mark) => {
    const { restorer, clock, acts } = machine('slow');
    const restoring = restorer.restore([entry(1, 'slow'), entry(2, 'slow')], { by: 'guardian', budget: ms(5000), mark });
    await clock.advance(10_000);
    expect((await restoring).map(({ result }) => result.kind)).toEqual(['restored', 'restored']);
    expect(acts).toEqual(['restore slow 2', 'restore slow 1']);
  });
});
