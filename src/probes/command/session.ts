/** One program run a sample: the part that runs it. */
import type { Measurement } from '../../domain/sample.ts';
import type { ExecResult } from '../../ports/exec.ts';
import type { Opener } from '../../ports/probe.ts';
import type { CommandSpec } from './kind.ts';

/** At the deadline the program is killed with everything it started. */
export const open: Opener<CommandSpec> = async (spec, sli, ports) => ({
  sample: async (signal) => {
    const result = await ports.exec.run({ argv: spec.command, cwd: ports.folder, timeout: sli.every, signal });
    return read(result, spec.measure, sli.unit.scale);
  },
  async [Symbol.asyncDispose]() {},
});

const blind = (reason: string): Measurement => ({ kind: 'blind', reason });

function read(result: ExecResult, measure: CommandSpec['measure'], scale: number): Measurement {
  if (result.end !== 'exited' || result.code === undefined) return blind(howItEnded(result));
  if (measure === 'exit-code') return { kind: 'good', value: result.code };
  if (result.code !== 0) return blind(`the command exits with ${result.code}${lastWords(result.stderr)}`);
  return readNumber(result.stdout, scale);
}

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** The last line and nothing else: a number within a sentence may be any number. */
function readNumber(stdout: string, scale: number): Measurement {
  const line = lastLine(stdout);
  const value = number.test(line) ? Number(line) : Number.NaN;
  if (Number.isFinite(value)) return { kind: 'good', value: value * scale };
  return blind(line === '' ? 'the command prints nothing' : `the last line of the command is ${JSON.stringify(line.slice(0, 60))}, not a number`);
}

function howItEnded(result: ExecResult): string {
  switch (result.end) {
    case 'timed out':
    case 'cancelled':
      return 'the command did not end in time';
    case 'signalled':
      return `the command was ended by ${result.why ?? 'a signal'}`;
    case 'not started':
    case 'exited':
      return `the command was not started: ${result.why ?? 'unknown'}`;
  }
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.trim() ?? '';
const lastWords = (stderr: string): string => (lastLine(stderr) === '' ? '' : `: ${lastLine(stderr).slice(0, 200)}`);
