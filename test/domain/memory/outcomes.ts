import { exitCodes, type Outcome } from '../../../src/domain/verdict.ts';

/** Every outcome that a run can have. */
export const outcomes = Object.keys(exitCodes) as Outcome[];
