/** The note of a restore after which nobody could look. */
export const atItsWord = 'taken at its word: nothing observes it';

/** Whether a restore with this note ended by seeing that the fault is gone. */
export function seenGone(note: string | undefined): boolean {
  return note?.includes(atItsWord) !== true;
}
