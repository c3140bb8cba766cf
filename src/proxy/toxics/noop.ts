import { z } from 'zod';
import { Leftovers } from '../stage.ts';
import { defineToxic } from './kind.ts';

/** Changes nothing; the original knows it, so that clients may use it to try a toxic out. */
export const noop = defineToxic({ type: 'noop', schema: z.object({}), open: () => new Leftovers([]) });
