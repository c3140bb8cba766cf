import { z } from 'zod';
import type { JsonObject } from '../../../domain/json.ts';
import { clusterKeys, namespace } from '../keys.ts';

export interface LoadJobSpec extends JsonObject {
  readonly namespace: string;
  readonly context: string | null;
  /** firedrill's own. */
  readonly image: string;
  /** What it sends, as `firedrill load` reads it. */
  readonly load: string;
}

export const schema: z.ZodType<LoadJobSpec> = z.strictObject({ namespace, context: clusterKeys.context, image: z.string(), load: z.string() });
