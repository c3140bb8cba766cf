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
