/** The experiments that a job of a schedule names: found, read with every value it may give them, and valid. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Scheduled } from '../domain/program/program.ts';
import { isMapping } from '../experiment/document.ts';
import { hint } from '../experiment/nearest.ts';
import type { JobSaid } from '../experiment/schedule-job.ts';
import { parseSource, type Path } from '../experiment/source.ts';
import { experimentsIn, isFolder } from './experiments-in.ts';
import { textOf } from './file-text.ts';
import { exportOf } from './module.ts';
import { readFile, type Environment } from './read-file.ts';
import type { Config } from '../experiment/config.ts';
import type { Problems } from '../experiment/problems.ts';

/** What all of a schedule is read in. */
export interface ScheduleScene {
  readonly problems: Problems;
  /** What is wrong with other files, as people read it. */
  readonly texts: string[];
  readonly file: string;
  readonly folder: string;
  readonly env: Environment;
  readonly config: Config | undefined;
}

type Job = Pick<JobSaid, 'path' | 'kind' | 'experiments' | 'vars'>;

export async function readJobExperiments(job: Job, scene: ScheduleScene): Promise<readonly Scheduled[]> {
  const named = job.experiments.flatMap((name, index) => filesOf(name, [...job.path, job.kind, index], scene));
  const found: Scheduled[] = [];
  const declared = new Set<string>();
  for (const { file, path } of named) {
    const vars = await declaredVars(file);
    for (const name of vars) declared.add(name);
    const one = await readOne(file, path, vars, job, scene);
    if (one !== undefined) found.push(one);
  }
  if (named.length > 0) complainOfUndeclared(job, declared, scene);
  return found;
}

interface Named {
  readonly file: string;
  readonly path: Path;
}

function filesOf(name: string, path: Path, { folder, problems }: ScheduleScene): readonly Named[] {
  if (problems.isWithinUnresolved(path)) return [];
  const file = resolve(folder, name);
  if (!existsSync(file))
    return problems.add(path, `${name} is not there.`, { expected: `expected a file or folder; its path counts from ${shown(folder) || 'here'}` }) ?? [];
  if (!isFolder(file)) return [{ file, path }];
  const found = experimentsIn(file);
  if (found.length === 0) problems.add(path, `There is no experiment in ${name}.`, { expected: 'expected a folder in which files say kind: Experiment' });
  return found.map((each) => ({ file: each, path }));
}

/** Each value is held against the experiment, every other one at its first: it must not turn out wrong on the day it is drawn. */
async function readOne(file: string, path: Path, vars: readonly string[], job: Job, { problems, texts, env }: ScheduleScene): Promise<Scheduled | undefined> {
  const given = vars.filter((name) => job.vars[name] !== undefined);
  const first = Object.fromEntries(given.map((name) => [name, job.vars[name]?.[0] ?? '']));
  const others = given.flatMap((name) => (job.vars[name] ?? []).slice(1).map((value) => Object.assign({}, first, { [name]: value })));
  const environments = new Set<string>();
  let name: string | undefined;
  for (const values of [first, ...others]) {
    const reading = await readFile(shown(file), values, env);
    if (reading.kind === 'valid') {
      name ??= reading.experiment.name;
      environments.add(reading.experiment.environment ?? 'local');
      continue;
    }
    const said = Object.entries(values).map(([variable, value]) => ` --var ${variable}=${value}`);
    problems.add(path, `${shown(file)} cannot be run: it is not valid.`, {
      expected: `expected what firedrill validate ${shown(file)}${said.join('')} accepts`,
    });
    texts.push(reading.text);
    return undefined;
  }
  return name === undefined ? undefined : { name, file, vars: given, environments: [...environments] };
}

/** As one would type it from here. */
function shown(path: string): string {
  const near = relative(resolve('.'), path);
  return near.startsWith('..') ? path : near;
}

function complainOfUndeclared({ path, vars }: Job, declared: ReadonlySet<string>, { problems }: ScheduleScene): void {
  for (const name of Object.keys(vars)) {
    if (declared.has(name)) continue;
    const none = declared.size === 0 ? { expected: 'none of them declares any' } : hint(name, [...declared]);
    problems.add([...path, 'vars', name], `No experiment of job ${String(path.at(-1))} declares a variable ${name}.`, { on: 'key', ...none });
  }
}

/** What it declares under `vars`; nothing where it cannot be read, which is told elsewhere. */
async function declaredVars(file: string): Promise<readonly string[]> {
  const value = /\.[cm]?[jt]s$/.test(file) ? await exported(file) : parseSource(textOf(file) ?? '').value;
  const vars = isMapping(value) ? value['vars'] : undefined;
  return isMapping(vars) ? Object.keys(vars) : [];
}

async function exported(file: string): Promise<unknown> {
  const found = await exportOf(file);
  return found.kind === 'exported' ? found.value : undefined;
}
