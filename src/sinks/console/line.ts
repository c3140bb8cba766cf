import type { Style } from './sink.ts';

/** One thing said while a run lasts. */
export interface Line {
  readonly phase: string;
  readonly text: string;
  readonly style?: Style;
}
