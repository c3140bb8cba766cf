/** How one field of one object stands to an injection that changed it. Pure: everything that restore may and may not do follows from here. */
import type { Observation } from '../../../domain/plan.ts';

/** The field as it is now; `null` where it is not there at all. */
export interface Sighting {
  readonly uid: string;
  readonly value: string | null;
  /** Whether the object carries this injection's mark. */
  readonly marked: boolean;
}

/** What the injection knows of the field. */
export interface Expected {
  readonly uid: string;
  readonly ours: string | null;
  readonly isPrior: (value: string | null) => boolean;
  /** Whether the object can carry our mark: a change through a subresource cannot. */
  readonly marks: boolean;
}

export type Standing =
  /** The prior value, and no mark: never applied, or restored. */
  | 'untouched'
  /** Our value, and our mark where there can be one. */
  | 'ours'
  /** The prior value under our mark: somebody was quicker. */
  | 'put back'
  /** Our value without our mark: somebody wrote it, or took the mark off. */
  | 'unsigned'
  /** A value of somebody else's. */
  | 'changed'
  /** The object is gone. */
  | 'gone'
  /** Another object has its name. */
  | 'replaced'
  /** Another object has its name, and our value. */
  | 'replaced with ours';

export function standingOf(seen: Sighting | undefined, { uid, ours, isPrior, marks }: Expected): Standing {
  if (seen === undefined) return 'gone';
  if (seen.uid !== uid) return seen.value === ours ? 'replaced with ours' : 'replaced';
  if (seen.value === ours) return seen.marked || !marks ? 'ours' : 'unsigned';
  if (isPrior(seen.value)) return seen.marked ? 'put back' : 'untouched';
  return 'changed';
}

/** Whether the fault is there; `healed` says of a value of somebody else's that it does away with the fault. */
export function presenceOf(standing: Standing, healed: boolean): Observation['presence'] {
  switch (standing) {
    case 'ours':
      return 'present';
    case 'unsigned':
    case 'replaced with ours':
      return 'partly';
    case 'changed':
      return healed ? 'absent' : 'partly';
    case 'untouched':
    case 'put back':
    case 'gone':
    case 'replaced':
      return 'absent';
  }
}
