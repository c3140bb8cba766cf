/** An SLI for which there is nothing to open, with the way out: the run is refused. */
export class CannotMeasure extends Error {
  readonly why: string;
  readonly hint: string;

  /** @param why what is missing, in words; @param hint what to do about it. */
  constructor(sli: string, why: string, hint: string) {
    super(`Cannot measure ${sli}: ${why}. ${hint}`);
    this.why = why;
    this.hint = hint;
  }
}
