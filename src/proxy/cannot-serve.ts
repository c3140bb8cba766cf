/** The proxy cannot be started as it was asked to: its command line, its file or an address has to be another. */
export class CannotServe extends Error {
  readonly hint: string;
  readonly exitCode = 2;

  /** @param message `Cannot <action>: <state>.` */
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
