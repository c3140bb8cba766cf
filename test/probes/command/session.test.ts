import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ms, plain, units, type Unit } from '../../../src/domain/units.ts';
import type { ExecCall, ExecResult } from '../../../src/ports/exec.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { systemExec } from '../../../src/platform/exec.ts';
import { commandKind, type CommandSpec } from '../../../src/probes/command/kind.ts';
import { probeContract } from '../../contract/probe.ts';
import { probePorts } from '../ports.ts';

const signal = () => new AbortController().signal;
const good = (value: number) => ({ kind: 'good', value });
const blind = (reason: string) => ({ kind: 'blind', reason });

async function measured(measure: CommandSpec['measure'], result: Partial<ExecResult>, unit: Unit = plain) {
  const calls: ExecCall[] = [];
  const run = async (call: ExecCall): Promise<ExecResult> => {
    calls.push(call);
    return { end: 'exited', stdout: '', stderr: '', ...result };
  };
  const session = await (
    await commandKind.load()
  )({ command: ['check', '--now'], measure }, { name: 'sli', unit, every: ms(750) }, probePorts({ exec: { run }, folder: '/config' }));
  const measurement = await session.sample(signal());
  expect(calls).toMatchObject([{ argv: ['check', '--now'], cwd: '/config', timeout: 750 }]);
  return measurement;
}

test('an exit code is a value, whatever it is', async () => {
  expect(await measured('exit-code', { code: 0 })).toEqual(good(0));
  expect(await measured('exit-code', { code: 3 })).toEqual(good(3));
});

test.each([
  ['12\n', 12],
  ['checking…\n  -1.5e3  \n\n', -1500],
  ['.5', 0.5],
])('the number is the last line: %j', async (stdout, value) => {
  expect(await measured('number', { code: 0, stdout }, units.s)).toEqual(good(value * 1000));
});

test.each([
  ['12 orders', 'the last line of the command is "12 orders", not a number'],
  ['12\ndone', 'the last line of the command is "done", not a number'],
  ['0x1f', 'the last line of the command is "0x1f", not a number'],
  ['NaN', 'the last line of the command is "NaN", not a number'],
  ['Infinity', 'the last line of the command is "Infinity", not a number'],
  ['1e999', 'the last line of the command is "1e999", not a number'],
  ['1,5', 'the last line of the command is "1,5", not a number'],
  ['', 'the command prints nothing'],
])('no number: %j', async (stdout, reason) => {
  expect(await measured('number', { code: 0, stdout })).toEqual(blind(reason));
});

test('a number is blind unless the command exits with 0', async () => {
  expect(await measured('number', { code: 1, stdout: '7', stderr: 'note\nno such queue\n' })).toEqual(blind('the command exits with 1: no such queue'));
});

test.each([
  [{ end: 'timed out' }, 'the command did not end in time'],
  [{ end: 'cancelled' }, 'the command did not end in time'],
  [{ end: 'signalled', why: 'SIGSEGV' }, 'the command was ended by SIGSEGV'],
  [{ end: 'not started', why: 'spawn check ENOENT' }, 'the command was not started: spawn check ENOENT'],
] as const)('%j is blind', async (result, reason) => {
  expect(await measured('exit-code', result)).toEqual(blind(reason));
});

test('refuses a shell line, and what is no measure', () => {
  const messages = (input: unknown) => commandKind.schema.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  expect(messages({ command: 'check --now', measure: 'number' })).toEqual(['command: expected a command as a list: [program, argument, …]']);
  expect(messages({ command: [], measure: 'number' })).toEqual(['command: expected at least the program to run']);
  expect(messages({ command: ['check'] })).toEqual(['measure: expected exit-code or number']);
});

test('at the deadline the command is killed with what it started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'firedrill-'));
  const script = `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    require('node:fs').writeFileSync('child.pid', String(child.pid)); setInterval(() => {}, 1000);`;
  try {
    const ports = probePorts({ exec: systemExec, folder });
    const session = await (
      await commandKind.load()
    )({ command: ['node', '-e', script], measure: 'exit-code' }, { name: 'sli', unit: plain, every: ms(1000) }, ports);
    expect(await session.sample(signal())).toEqual(blind('the command did not end in time'));
    const child = Number(await readFile(join(folder, 'child.pid'), 'utf8'));
    expect(await gone(child)).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Whether no such process runs, given a moment for the signal to arrive; one that is only waiting to be reaped does not run. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 40; tries += 1) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
    if (/\) [ZX]/.test(stat)) return true;
    await systemClock.sleep(ms(50));
  }
  return false;
}

probeContract('command on real processes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'firedrill-'));
  const script = join(folder, 'measure.cjs');
  await writeFile(script, 'console.log("depth:\\n42")');
  return {
    kind: commandKind,
    spec: { command: ['node', script], measure: 'number' },
    ports: probePorts({ exec: systemExec, folder }),
    healthy: (value) => value === 42,
    garble: () => writeFile(script, 'console.log("depth: 42")'),
    silence: () => writeFile(script, 'setInterval(() => {}, 1000)'),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true });
    },
  };
});
