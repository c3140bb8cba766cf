/** What SQLite says, sorted by what there is to do (https://www.sqlite.org/rescode.html, extended codes included). */
import { reason } from '../domain/reason.ts';
import { CannotRemember } from './cannot-remember.ts';

export type Trouble =
  /** Another process is at it. */
  | 'busy'
  /** The file itself is no database any more. */
  | 'damaged'
  /** The disk, or what we may do on it. */
  | 'disk';

const codes: Readonly<Record<number, Trouble>> = {
  5: 'busy',
  6: 'busy',
  11: 'damaged',
  26: 'damaged',
  3: 'disk',
  8: 'disk',
  10: 'disk',
  13: 'disk',
  14: 'disk',
};

/** `undefined` for what is none of these: a bug of ours. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('syscall' in error) return 'disk';
  return 'errcode' in error && typeof error.errcode === 'number' ? codes[error.errcode & 0xff] : undefined;
}

/** The same in words. */
export function inWords(trouble: Trouble, file: string, error: unknown): CannotRemember {
  const why = `${file}: ${reason(error)}`;
  switch (trouble) {
    case 'busy':
      return new CannotRemember(why, 'Another process is at it: try again.', error);
    case 'damaged':
      return new CannotRemember(why, `mv ${file} ${file}.damaged: the runs are read again from their folders.`, error);
    case 'disk':
      return new CannotRemember(why, `Make ${file} and its folder writable, with space.`, error);
  }
}
