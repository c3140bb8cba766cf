import { z } from 'zod';
import { clusterKeys, objectName } from '../keys.ts';

/** Source: Kubernetes API reference, ConfigMap: alphanumeric characters, -, _ and dots. */
const key = z
  .string({ error: 'expected a key of the ConfigMap' })
  .regex(/^([-._a-zA-Z0-9]{1,253}|.*\$\{.+\}.*)$/, { error: 'expected a key of the ConfigMap, such as checkout_v2' });

const keys = z.strictObject({
  ...clusterKeys,
  'config-map': objectName.describe('The ConfigMap.'),
  key: key.describe('The key in it; one that is not there is made, and taken away again.'),
  value: z
    .string({ error: 'expected text: quote it ("off", "0")' })
    .max(65_536, { error: 'expected at most 64 KiB' })
    .optional()
    .describe('What it says while the fault is there.'),
  remove: z.literal(true, { error: 'expected true, or a value' }).optional().describe('Takes the key away instead.'),
});

export type ConfigSpec = {
  readonly namespace: string;
  readonly context: string | null;
  readonly map: string;
  readonly key: string;
  /** Null where the key is taken away. */
  readonly value: string | null;
};

export const schema: z.ZodType<ConfigSpec> = keys.transform(({ namespace, context, 'config-map': map, key: name, value, remove }, problems) => {
  if ((value === undefined) === (remove === undefined)) {
    problems.addIssue({ code: 'custom', message: 'expected either value: "…" or remove: true' });
    return z.NEVER;
  }
  return { namespace, context, map, key: name, value: value ?? null };
});
