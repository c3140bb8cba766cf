import { exitCodes } from './verdict.ts';

/** A run that cannot even be recorded or halted does not begin: nothing was touched. */
export class CannotStart extends Error {
  readonly hint: string;
  readonly exitCode = exitCodes.refused;

  /** @param why what is missing, in words; @param hint what to do about it. */
  constructor(why: string, hint: string, cause?: unknown) {
    super(`Not injecting: ${why}.`, { cause });
    this.hint = hint;
  }
}
