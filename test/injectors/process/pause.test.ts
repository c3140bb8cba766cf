import { beforeEach, expect, test } from 'vitest';
import { pause } from '../../../src/injectors/process/pause/kind.ts';
import type { PauseSpec } from '../../../src/injectors/process/pause/schema.ts';
import type { Injector } from '../../../src/ports/injector.ts';
import { FakeProcesses } from '../../fakes/processes.ts';
import { ports } from '../programs.ts';
import { nowhere } from '../../fakes/nowhere.ts';

const id = { run: '7k2', n: 1 };
const never = new AbortController().signal;
const spec = pause.schema.parse({ command: ['app'] });

let table: FakeProcesses;
let injector: Injector<PauseSpec>;

beforeEach(async () => {
  table = new FakeProcesses();
  injector = await pause.load({ ...ports, processes: table });
});

test('process.pause refuses a process that somebody else has stopped', async () => {
  table.add({ argv: ['app'], state: 'T' });
  expect(await injector.preflight(spec, never)).toEqual([
    { why: 'pid 1001 is stopped already, by somebody else or by a debugger', hint: 'Continue it first: kill -CONT 1001' },
  ]);
  await expect(injector.prepare(spec, id, never)).rejects.toMatchObject({
    refusals: [{ why: 'pid 1001 is stopped already, by somebody else or by a debugger', hint: 'Continue it first: kill -CONT 1001' }],
  });
});

test('process.pause of one among several says of how many, once it has looked', async () => {
  table.add({ argv: ['app'] });
  table.add({ argv: ['app'] });
  const one = pause.schema.parse({ command: ['app'], pick: 'one' });
  expect(pause.plan(one, nowhere).share).toEqual({ targets: 'seen in preflight' });
  expect(await injector.share?.(one, never)).toEqual({ hit: 1, of: 2 });
});

test('process.pause continues nobody who got the pid since', async () => {
  table.add({ argv: ['app'] });
  const { undo } = await injector.prepare(spec, id, never);
  await injector.apply(spec, undo, never);
  table.end(1001);
  table.add({ pid: 1001, argv: ['stranger'], state: 'T' });
  expect(await injector.observe(undo, never)).toMatchObject({ presence: 'absent', detail: 'the process is gone' });
  expect(await injector.restore(undo, never)).toEqual({ kind: 'restored', note: 'pid 1001 had ended: nothing to continue' });
  expect(table.signals).toEqual([{ pid: 1001, signal: 'SIGSTOP' }]);
});

test('process.pause names the command when it may not continue the process', async () => {
  table.add({ argv: ['app'] });
  const { undo } = await injector.prepare(spec, id, never);
  await injector.apply(spec, undo, never);
  table.forbidden.add(1001);
  expect(await injector.restore(undo, AbortSignal.abort())).toEqual({
    kind: 'left',
    left: [{ target: 'pid 1001', why: 'stopped, and this user may not signal it', command: 'kill -CONT 1001' }],
  });
});
