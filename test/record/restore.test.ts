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
  const programs: UndoEntry[] = [];
  let refuses: (url: string, signal: AbortSignal) => Promise<boolean> = async () => false;
  const clock = new FakeClock();
  const acts: string[] = [];
  const faults = new Map(types.map((type) => [type, new FakeFault(type, (act) => acts.push(act))]));
  const env = new Map<string, string>();
  const restorer = createRestorer({
    clock,
    env: (name) => env.get(name),
    refuses: (url, signal) => refuses(url, signal),
    injector: async (type) => faults.get(type) ?? Promise.reject(new Error(`no injector ${type} is known to this firedrill`)),
  });
  const marks: UndoLine[] = [];
  const fault = (type: string): FakeFault => faults.get(type) ?? new FakeFault(type);
  const restore = async (entries: readonly UndoEntry[], time = 60_000): Promise<readonly RestoreResult[]> => {
    const restoring = restorer.restore(entries, { by: 'runner', budget: ms(5000), programs, mark: async (line) => void marks.push(line) });
    await clock.advance(time);
    return restoring;
  };
  /** From here on these are on record as started by the run, and this is how their address answers. */
  const started = (own: readonly UndoEntry[], answers: typeof refuses): void => {
    programs.push(...own);
    refuses = answers;
  };
  return { clock, acts, env, fault, marks, restore, restorer, started };
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
    const restoring = restorer.restore([entry(1, 'slow'), entry(2, 'slow')], { by: 'guardian', budget: ms(5000), programs: [], mark });
    await clock.advance(10_000);
    expect((await restoring).map(({ result }) => result.kind)).toEqual(['restored', 'restored']);
    expect(acts).toEqual(['restore slow 2', 'restore slow 1']);
  });
});

describe('restoring a fault that was in a proxy of the run itself', () => {
  const api = 'http://127.0.0.1:8474';
  const toxic = entry(3, 'toxic');
  const proxy = entry(1, 'application', { fault: 'proxy' });
  const note = 'The proxy this run had started is gone, and its faults with it.';

  /** A toxic that cannot be taken back, in a proxy that the run has started. */
  function proxied(presence: 'present' | 'absent' | 'unknown', refuses: (url: string) => Promise<boolean>) {
    const { fault, started, ...rest } = machine('toxic', 'application');
    Object.assign(fault('toxic'), { livesIn: () => api });
    Object.assign(fault('application'), { serves: () => api });
    fault('toxic').onRestore = () => Promise.reject(new Error(`nothing answers at ${api}`));
    fault('application').onObserve = async () => ({ presence });
    started([proxy], refuses);
    return { fault, started, ...rest };
  }

  test('calls it restored where that proxy is gone and its address refuses', async () => {
    const asked: string[] = [];
    const { restore, marks } = proxied('absent', async (url) => asked.push(url) > 0);
    expect((await restore([toxic])).map(({ result }) => result)).toEqual([{ kind: 'restored', note }]);
    expect(marks).toEqual([{ kind: 'restored', n: 3, by: 'runner', note }]);
    expect(asked).toEqual([api]);
  });

  test.each<readonly [string, 'present' | 'absent' | 'unknown', () => Promise<boolean>]>([
    ['the proxy lives, or may live', 'present', async () => true],
    ['nobody can see whether it lives', 'unknown', async () => true],
    ['something listens at its address', 'absent', async () => false],
    ['its address answers nobody', 'absent', () => new Promise<never>(() => undefined)],
  ])('does not where %s', async (_why, presence, refuses) => {
    const { restore, marks } = proxied(presence, refuses);
    expect(left(await restore([toxic])).map(({ why }) => why)).toEqual([`nothing answers at ${api}`]);
    expect(marks).toEqual([]);
  });

  test('does not where the proxy at that address was not of this run, or the fault is elsewhere', async () => {
    const other = proxied('absent', async () => true);
    Object.assign(other.fault('application'), { serves: () => 'http://127.0.0.1:8475' });
    expect(left(await other.restore([toxic]))).toHaveLength(1);
    const elsewhere = proxied('absent', async () => true);
    Object.assign(elsewhere.fault('toxic'), { livesIn: undefined });
    expect(left(await elsewhere.restore([toxic]))).toHaveLength(1);
  });

  test('looks again once it has ended a proxy that answered nobody', async () => {
    let ended = false;
    const { restore, fault, marks } = proxied('present', async () => ended);
    fault('application').onObserve = async () => ({ presence: ended ? 'absent' : 'present' });
    fault('application').onRestore = async () => {
      ended = true;
      return { kind: 'restored' };
    };
    const results = await restore([proxy, toxic]);
    expect(results.map(({ entry: { n }, result }) => [n, result])).toEqual([
      [3, { kind: 'restored', note }],
      [1, { kind: 'restored' }],
    ]);
    expect(marks.map((line) => 'n' in line && line.n)).toEqual([1, 3]);
  });
});
