import { ms } from '../../../domain/units.ts';

/** Older than this, and what was heard last of a load that runs elsewhere says nothing about now. */
export const oldest = ms(1000);
