import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Experiment } from '../domain/experiment.ts';
import type { Config } from '../experiment/config.ts';
import { cannotRead, fileText, textOf } from './file-text.ts';
import { findConfig } from './find-config.ts';
import { exportOf, type Exported } from './module.ts';
import { showProblems } from '../experiment/problem.ts';
import { readExperiment, readExperimentModule, type ReadInput, type Reading } from '../experiment/read.ts';
import { injectorKinds } from '../injectors/index.ts';
import { probeKinds } from '../probes/index.ts';
import { loadEntry } from '../probes/load/schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type FileReading =
  | {
      readonly kind: 'valid';
      readonly experiment: Experiment;
      readonly config: Config | undefined;
      readonly warnings: string;
      readonly secrets: readonly string[];
    }
  | { readonly kind: 'invalid'; readonly text: string };

/** Reads one experiment file (YAML, JSON, or a module) and the config found upward from its folder; touches nothing else. */
export async function readFile(file: string, vars: Readonly<Record<string, string>>, env: Environment): Promise<FileReading> {
  const said = fileText(file);
  if (said.kind !== 'text') return { kind: 'invalid', text: cannotRead(file, said, 'an experiment file, or a folder of them') };
  const { text } = said;
  const path = resolve(file);
  const found = findConfig(dirname(path), env, resolve('.'));
  if (found.kind === 'invalid') return found;
  const config = found.kind === 'found' ? found.config : undefined;
  const folder = config?.folder ?? dirname(path);
  const near = (name: string): string => (isAbsolute(name) ? name : join(folder, name));
  const input: ReadInput = { file, folder, vars, env, readFile: (name) => textOf(near(name)), injectors: injectorKinds, probes: probeKinds, loadEntry };
  const reading = await read(path, text, input);
  if (reading.kind === 'failed') return { kind: 'invalid', text: `Cannot read ${file}${reading.at}: ${reading.why}. ${reading.hint}\n` };
  if (reading.kind === 'invalid') return { kind: 'invalid', text: showProblems(reading.problems, text) };
  const { experiment, secrets, warnings } = reading;
  return { kind: 'valid', experiment, config, secrets: [...secrets, ...(found.kind === 'found' ? found.secrets : [])], warnings: showProblems(warnings, text) };
}

/** A module that cannot be imported is a mistake in it. */
async function read(path: string, text: string, input: ReadInput): Promise<Reading | Extract<Exported, { readonly kind: 'failed' }>> {
  if (!/\.[cm]?[jt]s$/.test(path)) return readExperiment(text, input);
  const exported = await exportOf(path);
  return exported.kind === 'failed' ? exported : readExperimentModule(exported.value, text, input);
}
