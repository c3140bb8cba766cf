import { program } from '../platform/program.ts';

/** Ends a command with a sentence, a way out and a code; thrown by commands, shown by `main`. */
export class CommandFailed extends Error {
  readonly hint: string;
  readonly exitCode: number;

  /** @param message `Cannot <action>: <state>.` */
  constructor(message: string, hint: string, exitCode: number) {
    super(message);
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** Says what went wrong, as a sentence where it is one of ours, and gives the code to end with: 70 for a bug. */
export function complain(error: unknown): number {
  program.talk(textOf(error));
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number' ? error.exitCode : 70;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'hint' in error ? `${error.message}\n  ${String(error.hint)}` : (error.stack ?? error.message);
}
