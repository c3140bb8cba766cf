import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../../src/injectors/toxiproxy/judge.ts';
import { undoSchema, type Undo } from '../../../src/injectors/toxiproxy/undo.ts';
import { float32 } from '../../fakes/toxiproxy.ts';

const ends = { listen: '127.0.0.1:9001', upstream: '127.0.0.1:9002' };
const attributes = { latency: 2000, jitter: 0 };
const toxic = { name: 'fd-7k2-1', type: 'latency', stream: 'downstream', toxicity: 1, attributes };
const undo = (fault: unknown): Undo =>
  undoSchema.parse({ api: 'http://x', proxy: 'p', name: 'fd-7k2-1', owner: '7k2', ttl: null, before: { ...ends, enabled: true, toxics: [] }, fault });
const slow = (toxicity = 1): Undo => undo({ kind: 'toxic', type: 'latency', stream: 'downstream', toxicity, attributes });
const proxy = { name: 'p', ...ends, enabled: true };

test('a toxicity is the same whatever a float32 makes of it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (toxicity) => {
      expect(judge(slow(toxicity), { ...proxy, toxics: [{ ...toxic, toxicity: float32(toxicity) }] })).toEqual({ kind: 'present' });
    }),
  );
});

test('keys that we do not know are no edit', () => {
  const leased = { ...toxic, attributes: { ...attributes, later: 1 }, ttl: 5 };
  expect(judge(slow(), { ...proxy, toxics: [leased] })).toEqual({ kind: 'present' });
});

test.each([
  [{ attributes: { latency: 100, jitter: 0 } }, 'latency is 100, not 2000'],
  [{ attributes: null }, 'latency is undefined, not 2000, jitter is undefined, not 0'],
  [{ stream: 'upstream', toxicity: 0.5 }, 'stream is upstream, not downstream, toxicity is 0.5, not 1'],
  [{ type: 'timeout' }, 'type is timeout, not latency'],
])('a toxic of our name that someone changed is told apart: %j', (edit, how) => {
  expect(judge(slow(), { ...proxy, toxics: [{ ...toxic, ...edit }] })).toEqual({ kind: 'changed', how });
});

test('toxics of other names are not ours', () => {
  expect(judge(slow(), { ...proxy, toxics: [{ ...toxic, name: 'fd-7k2-11' }] })).toEqual({ kind: 'absent' });
});

test('a disabled proxy that someone pointed elsewhere is no longer as we made it', () => {
  const down = undo({ kind: 'down' });
  expect(judge(down, { ...proxy, toxics: [], enabled: false })).toEqual({ kind: 'present' });
  const how = 'it goes from 127.0.0.1:9001 to 127.0.0.1:7 now, not from 127.0.0.1:9001 to 127.0.0.1:9002';
  expect(judge(down, { ...proxy, toxics: [], enabled: false, upstream: '127.0.0.1:7' })).toEqual({ kind: 'changed', how });
  expect(judge(down, { ...proxy, toxics: [], upstream: '127.0.0.1:7' })).toEqual({ kind: 'absent', moved: how });
});
