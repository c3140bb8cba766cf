import { limitOf, type Condition } from '../condition.ts';
import type { Analysis } from './state.ts';

/** A condition's limit in numbers; `undefined` where its baseline is missing. */
export function limitFor(analysis: Analysis, { bound, sli }: Condition): number | undefined {
  return limitOf(bound, analysis.baseline[sli]);
}
