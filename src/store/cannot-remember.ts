import { exitCodes } from '../domain/verdict.ts';

/** The memory of runs cannot be used; what has run, and what it left, does not depend on it. */
export class CannotRemember extends Error {
  /** What is wrong, as the middle of a sentence. */
  readonly why: string;
  readonly hint: string;
  readonly exitCode = exitCodes.refused;

  /** @param why the state, in words and without credentials; @param hint what to do about it. */
  constructor(why: string, hint: string, cause?: unknown) {
    super(`Cannot use the store: ${why.replace(/\.$/, '')}.`, { cause });
    this.why = why;
    this.hint = hint;
  }
}
