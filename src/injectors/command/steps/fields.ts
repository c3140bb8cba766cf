import { z } from 'zod';
import { duration } from '../../../domain/fields.ts';

/** How long one step may take, 100 ms to 10 min. */
export const stepTimeout = duration({ min: 100, max: 600_000 }).optional();
export const usual = { timeout: 10_000, restore: 30_000 } as const;

export const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable');
