import { expect, test } from 'vitest';
import { ms } from '../../../src/domain/units.ts';
import { command } from '../../../src/injectors/command/program/kind.ts';
import type { Exec, ExecCall, ExecResult } from '../../../src/ports/exec.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeProcesses } from '../../fakes/processes.ts';
import { ports } from '../programs.ts';

const never = new AbortController().signal;
const id = { run: '7k2', n: 1 };
const steps = { inject: ['flag', 'on'], restore: ['flag', 'off', 'for all'] };
const exit = (code: number, stderr = ''): ExecResult => ({ end: 'exited', code, stdout: '', stderr });

/** Answers each program by its words; `flag off for all` is `off`. */
async function world(answers: Record<string, ExecResult>, written: object = {}, env: Record<string, string> = {}) {
  const calls: ExecCall[] = [];
  const exec: Exec = {
    run: async (call) => {
      calls.push(call);
      return answers[call.argv[1] ?? 'look'] ?? exit(0);
    },
  };
  const clock = new FakeClock();
  const processes = new FakeProcesses();
  processes.executable = async (name) => name === 'flag';
  const spec = command.schema.parse({ ...steps, ...written });
  const injector = await command.load({
    ...ports,
    exec,
    clock,
    folder: '/srv',
    processes,
    env: (name) => env[name],
  });
  const { undo } = await injector.prepare(spec, id, never);
  return { injector, spec, undo, calls, clock, processes };
}

test('command runs without a shell, in the folder of the config, each step with its timeout', async () => {
  const { injector, spec, undo, calls } = await world({ look: exit(1) }, { observe: { run: ['flag'], timeout: '2s' } });
  await injector.apply(spec, undo, never);
  await injector.restore(undo, never);
  expect(calls.map(({ argv, cwd, timeout }) => ({ argv, cwd, timeout }))).toEqual([
    { argv: ['flag', 'on'], cwd: '/srv', timeout: ms(10_000) },
    { argv: ['flag', 'off', 'for all'], cwd: '/srv', timeout: ms(30_000) },
    { argv: ['flag'], cwd: '/srv', timeout: ms(2000) },
  ]);
});

test('command is unclear when inject was cut off, and failed when it says so itself', async () => {
  const apply = async (result: ExecResult) => {
    const { injector, spec, undo } = await world({ on: result });
    return injector.apply(spec, undo, never);
  };
  expect(await apply({ end: 'timed out', stdout: '', stderr: '' })).toEqual({ kind: 'unclear', why: 'flag on did not end within 10 s' });
  expect(await apply({ end: 'cancelled', stdout: '', stderr: '' })).toEqual({ kind: 'unclear', why: 'flag on was stopped half-way' });
  expect(await apply({ end: 'signalled', why: 'SIGKILL', stdout: '', stderr: '' })).toEqual({ kind: 'unclear', why: 'flag on was ended by SIGKILL' });
  await expect(apply(exit(3, 'warning\nno such flag\n'))).rejects.toThrow('Cannot inject: flag on exits with 3: no such flag.');
});

test('command observes by exit code: 0 there, 1 not there, else nobody can say', async () => {
  const look = async (result: ExecResult) => {
    const { injector, undo } = await world({ look: result }, { observe: ['flag'] });
    return injector.observe(undo, never);
  };
  expect(await look(exit(0))).toEqual({ presence: 'present' });
  expect(await look(exit(1))).toEqual({ presence: 'absent' });
  expect(await look(exit(2, 'broken'))).toEqual({ presence: 'unknown', detail: 'flag exits with 2: broken' });
});

test('command without observe is taken at its word, and says so', async () => {
  const { injector, undo } = await world({});
  expect(await injector.observe(undo, never)).toEqual({ presence: 'unknown', detail: 'no observe step: nobody can say' });
  expect(await injector.restore(undo, never)).toEqual({ kind: 'restored', note: 'taken at its word: nothing observes it' });
});

test('command that does not restore is left, with the exact command line', async () => {
  const { injector, undo } = await world({ off: exit(2, 'connection refused') });
  expect(await injector.restore(undo, never)).toEqual({
    kind: 'left',
    left: [{ target: 'flag on', why: "flag off 'for all' exits with 2: connection refused", command: "cd /srv && flag off 'for all'" }],
  });
});

test('command that says it restored, while the fault is still there, is not believed', async () => {
  const { injector, undo, clock } = await world({ look: exit(0) }, { observe: ['flag'] });
  const restoring = injector.restore(undo, never);
  await clock.advance(11_000);
  expect(await restoring).toMatchObject({ kind: 'left', left: [{ why: 'still there after restore' }] });
});

test('command that fails to restore what is gone is restored, with a note', async () => {
  const { injector, undo } = await world({ off: exit(1), look: exit(1) }, { observe: ['flag'] });
  expect(await injector.restore(undo, never)).toEqual({ kind: 'restored', note: "gone, although flag off 'for all' exits with 1" });
});

test('command ends an inject program that its runner left behind, children and all, before it restores', async () => {
  const { injector, undo, calls, processes, clock } = await world({});
  const mark = { FIREDRILL_INJECTION: 'fd-7k2-1' };
  const left = processes.add({ argv: ['/bin/sh', '/usr/bin/flag', 'on'], env: mark });
  processes.add({ ppid: left.pid, argv: ['sleep', '3'], env: {} });
  const started = processes.add({ argv: ['flag-server'], env: mark });
  const another = processes.add({ argv: ['flag', 'on'], env: { FIREDRILL_INJECTION: 'fd-9zz-1' } });
  const restoring = injector.restore(undo, never);
  await clock.advance(100);
  await restoring;
  expect(processes.signals.map(({ signal }) => signal)).toEqual(['SIGKILL', 'SIGKILL']);
  expect([processes.running.has(left.pid), processes.running.has(started.pid), processes.running.has(another.pid)]).toEqual([false, true, true]);
  expect(calls.map(({ argv }) => argv[1])).toEqual(['off']);
});

test('command names the variable that restore lacks, and runs nothing without it', async () => {
  const { injector, spec, undo, calls } = await world({}, { 'needs-env': ['TOKEN'] });
  expect(await injector.preflight(spec, never)).toEqual([{ why: 'restore needs TOKEN, not set here', hint: 'Set TOKEN and run again.' }]);
  expect(await injector.restore(undo, never)).toEqual({
    kind: 'left',
    left: [{ target: 'flag on', why: 'restore needs TOKEN, not set here', command: "cd /srv && TOKEN=… flag off 'for all'" }],
  });
  expect(calls).toEqual([]);
});

test('command refuses a fault that is there already, one that cannot be seen, and a program that is not there', async () => {
  const refusals = async (look: ExecResult, written: object) => {
    const { injector, spec } = await world({ look }, written);
    return (await injector.preflight(spec, never)).map(({ why }) => why);
  };
  expect(await refusals(exit(1), { observe: ['flag'] })).toEqual([]);
  expect(await refusals(exit(0), { observe: ['flag'] })).toEqual(['the fault is there already']);
  expect(await refusals(exit(7), { observe: ['flag'] })).toEqual(['observe cannot say whether the fault is there: flag exits with 7']);
  expect(await refusals(exit(1), { restore: ['flog'] })).toEqual(['flog cannot be run from /srv']);
});
