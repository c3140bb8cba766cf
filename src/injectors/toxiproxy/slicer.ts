import { z } from 'zod';
import { bytes, show, showMs } from '../../domain/units.ts';
import { defineToxic } from './define-toxic.ts';
import { microseconds, noTime, toxicKeys, wholeBytes, wholeMicroseconds } from './keys.ts';

// Without a size, or with a variation above it, the server slices for ever and dies of it, taking every proxy along.
const schema = z
  .strictObject({ ...toxicKeys, 'average-size': wholeBytes(1), 'size-variation': wholeBytes(0).default(bytes(0)), delay: wholeMicroseconds().default(noTime) })
  .refine((spec) => spec['size-variation'] < spec['average-size'], {
    path: ['size-variation'],
    error: 'expected less than average-size',
    when: ({ issues }) => issues.length === 0, // one mistake, one message
  });

/** Cuts data into small pieces. Source: Toxiproxy README, "slicer". */
export const slicer = defineToxic({
  type: 'toxiproxy.slicer',
  about: 'Cuts the data through a proxy into small pieces, with a delay between them.',
  schema,
  attributes: (spec) => ({ average_size: spec['average-size'], size_variation: spec['size-variation'], delay: microseconds(spec.delay) }),
  does: (spec) => {
    const variation = spec['size-variation'] === 0 ? '' : ` ± ${show(spec['size-variation'], 'size')}`;
    return `cuts data into pieces of ${show(spec['average-size'], 'size')}${variation}${spec.delay === 0 ? '' : `, ${showMs(spec.delay)} apart`}`;
  },
  harm: ({ proxy }) => `Everything through ${proxy} arrives in pieces, and readers that expect whole messages fail.`,
});
