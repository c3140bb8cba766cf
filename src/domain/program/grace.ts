import { ms } from '../units.ts';

/** How late a slot may start and still be in time, unless more is allowed; after it, it is missed, and never made up. */
export const usualGrace = ms(60_000);

/** Slots missed longer ago than this are not told of one by one. */
export const lookBack = ms(8 * 24 * 3_600_000);
