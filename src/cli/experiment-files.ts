import { reason } from '../domain/reason.ts';
import { experimentsIn, isFolder } from '../planning/experiments-in.ts';
import { CommandFailed } from './problem.ts';

/** The files named, and of a folder those in it that say they are experiments, in the order of their names. Throws CommandFailed for a folder without any, or that cannot be read. */
export function experimentFiles(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (isFolder(name) ? inFolder(name) : [name]));
}

function inFolder(folder: string): readonly string[] {
  const found = lookInto(folder);
  if (found.length === 0)
    throw new CommandFailed(
      `Cannot find an experiment in ${folder}: no file there says kind: Experiment, and no module exports a defineExperiment(…).`,
      'Name an experiment file, or a folder of them.',
      2,
    );
  return found;
}

function lookInto(folder: string): readonly string[] {
  try {
    return experimentsIn(folder);
  } catch (error) {
    throw new CommandFailed(`Cannot look into ${folder}: ${reason(error)}.`, 'Name a folder that you may read.', 2);
  }
}
