import { z } from 'zod';
import { clusterKeys } from '../keys.ts';

/** RFC 2606: nothing under .invalid ever resolves. */
export const noSuchImage = 'firedrill.invalid/no-such-image:never';

const expected = 'expected a Deployment, deployment/<name>';
const workload = z
  .string({ error: expected })
  .regex(/^(deployment\/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?|.*\$\{.+\}.*)$/, { error: expected })
  .transform((text) => text.replace(/^deployment\//, ''));

/** Source: distribution/reference, without spaces. */
const image = z.string({ error: 'expected an image' }).regex(/^\S{1,512}$/, { error: 'expected an image, such as registry.example/shop:7' });

export const schema = z.strictObject({
  ...clusterKeys,
  workload: workload.describe('The Deployment that is rolled out.'),
  container: z.string().min(1).nullable().default(null).describe('Its container; may be left out where it has one only.'),
  image: image.default(noSuchImage).describe('An image that cannot start; one that exists nowhere unless said.'),
});
export type ImageSpec = z.infer<typeof schema>;
