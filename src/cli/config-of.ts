import { exitCodes } from '../domain/verdict.ts';
import type { Config } from '../experiment/config.ts';
import { findConfig } from '../planning/find-config.ts';
import { program } from '../platform/program.ts';
import { CommandFailed } from './problem.ts';

/** The config that counts in a folder, as it is now. @throws CommandFailed where it is wrong: what it says is not known then. */
export function configOf(base: string): Config | undefined {
  const found = findConfig(base, program.environment(), program.cwd());
  if (found.kind === 'invalid') throw new CommandFailed(found.text.trimEnd(), 'Correct the config.', exitCodes.invalid);
  return found.kind === 'found' ? found.config : undefined;
}
