import { exitCodes } from './verdict.ts';

/** The state that all checkouts of a user share cannot be used: nobody can say what other runs hold, and none may begin. */
export class StateDamaged extends Error {
  /** What is wrong, as the middle of a sentence. */
  readonly why: string;
  readonly hint: string;
  readonly exitCode = exitCodes.refused;

  /** @param why what is wrong with which file, in words; @param hint what to do about it. */
  constructor(why: string, hint: string, cause?: unknown) {
    super(`Cannot use the state of this user: ${why}.`, { cause });
    this.why = why;
    this.hint = hint;
  }
}
