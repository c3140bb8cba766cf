import { z } from 'zod';
import { injectionMark, ownMark } from '../../../domain/marks.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { Applied, Observation, Refusal } from '../../../domain/plan.ts';
import { ms, showMs } from '../../../domain/units.ts';
import type { ExecResult } from '../../../ports/exec.ts';
import type { Injector, InjectorPorts } from '../../../ports/injector.ts';
import { injectionName } from '../../marked.ts';
import { shellLine } from '../../shell.ts';
import { preflightSteps, restoreSteps, unobserved, type Steps } from '../steps/steps.ts';
import { endInFlight } from './in-flight.ts';
import { steps, type CommandSpec, type Step } from './schema.ts';

const undo = steps.extend({ folder: z.string(), injection: z.string() });
type CommandUndo = z.infer<typeof undo>;

export function createCommand(ports: InjectorPorts): Injector<CommandSpec> {
  const bind = (json: JsonObject): Steps => bindSteps(undo.parse(json), ports);
  const undoOf = ({ inject, restore, observe, needsEnv }: CommandSpec, injection: string): CommandUndo => ({
    inject,
    restore,
    observe,
    needsEnv,
    folder: ports.folder,
    injection,
  });
  return {
    preflight: async (spec, signal) => {
      const absent = await notExecutable(spec, ports);
      return absent.length > 0 ? absent : preflightSteps(bindSteps(undoOf(spec, ''), ports), ports, signal);
    },
    prepare: async (spec, id) => {
      const entry = undoOf(spec, injectionName(id));
      return { targets: [shellLine(spec.inject.run)], undo: entry, manual: byHand(entry) };
    },
    apply: (_, json, signal) => bind(json).inject(signal),
    observe: async (json, signal) => (await bind(json).observe?.(signal)) ?? unobserved,
    restore: async (json, signal) => {
      const { inject, injection } = undo.parse(json);
      await endInFlight(inject.run, injection, ports.processes, ports.clock, signal);
      return restoreSteps(bind(json), ports, signal);
    },
  };
}

async function notExecutable(spec: CommandSpec, { processes, folder }: InjectorPorts): Promise<readonly Refusal[]> {
  const programs = [spec.inject, spec.restore, ...(spec.observe === null ? [] : [spec.observe])].map(({ run }) => run[0] ?? '');
  const found = await Promise.all(programs.map((program) => processes.executable(program, folder)));
  const missing = new Set(programs.filter((_, index) => found[index] === false));
  return [...missing].map((program) => ({ why: `${program} cannot be run from ${folder}`, hint: 'Correct the command, or install the program.' }));
}

function bindSteps(entry: CommandUndo, { exec }: InjectorPorts): Steps {
  // What the guardian starts here is somebody else's program: it may be a target one day.
  const run = ({ run: argv, timeout }: Step, signal: AbortSignal, mark = ''): Promise<ExecResult> =>
    exec.run({ argv, cwd: entry.folder, env: { [ownMark]: '', [injectionMark]: mark }, timeout: ms(timeout), signal });
  const { inject, restore, observe } = entry;
  return {
    target: shellLine(inject.run),
    needs: entry.needsEnv,
    restoreByHand: byHand(entry),
    inject: async (signal) => readInject(await run(inject, signal, entry.injection), inject),
    restore: async (signal) => {
      const result = await run(restore, signal);
      return result.end === 'exited' && result.code === 0 ? undefined : ended(result, restore);
    },
    observe: observe === null ? undefined : async (signal) => readObserve(await run(observe, signal), observe),
  };
}

function readInject(result: ExecResult, step: Step): Applied {
  if (result.end === 'exited' && result.code === 0) return { kind: 'applied' };
  if (result.end === 'exited' || result.end === 'not started') throw new Error(`Cannot inject: ${ended(result, step)}. Run it by hand to see why.`);
  return { kind: 'unclear', why: ended(result, step) };
}

function readObserve(result: ExecResult, step: Step): Observation {
  if (result.end === 'exited' && result.code === 0) return { presence: 'present' };
  if (result.end === 'exited' && result.code === 1) return { presence: 'absent' };
  return { presence: 'unknown', detail: ended(result, step) };
}

function ended(result: ExecResult, { run, timeout }: Step): string {
  const program = shellLine(run);
  const words = result.stderr.trimEnd().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
  const said = words === '' ? '' : `: ${words}`;
  switch (result.end) {
    case 'exited':
      return `${program} exits with ${result.code}${said}`;
    case 'timed out':
      return `${program} did not end within ${showMs(timeout)}`;
    case 'cancelled':
      return `${program} was stopped half-way`;
    case 'signalled':
      return `${program} was ended by ${result.why ?? 'a signal'}${said}`;
    case 'not started':
      return `${program} was not started: ${result.why ?? 'unknown'}`;
  }
}

function byHand({ folder, restore, needsEnv }: CommandUndo): string {
  const needs = needsEnv.map((name) => `${name}=… `).join('');
  return `cd ${shellLine([folder])} && ${needs}${shellLine(restore.run)}`;
}
