/** What a message says besides the run, where it is known. */
export interface Extras {
  /** One line on the findings of this experiment. */
  readonly findings?: string;
  /** Where the report is, with {run} and {experiment} in it. */
  readonly reportUrl?: string;
  /** Who is called where something is not restored: an ID of a user or a group, `here` or `channel`. */
  readonly mention?: string;
  /** Whether somebody listens to a button that halts a run of a schedule. */
  readonly haltButton?: true;
}
