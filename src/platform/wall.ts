import type { Wall } from '../ports/wall.ts';

/** The machine’s calendar. */
export const systemWall: Wall = { now: () => Date.now() };
