import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readExperimentModule } from '../../src/experiment/read.ts';
import { input, read } from './read.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const sentence = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== '' && !text.includes('${'));
const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}s`);
const optional = <T>(key: string, value: fc.Arbitrary<T>) => fc.option(value).map((one) => (one === null ? {} : { [key]: one }));
const together = (...parts: fc.Arbitrary<object>[]) => fc.tuple(...parts).map((all): object => Object.assign({}, ...all));

const durations = fc.integer({ min: 1, max: 5000 }).chain((value) => fc.constantFrom(`${value}ms`, `${value}s`));
const lenient = fc.oneof(
  durations,
  fc.integer({ min: 101, max: 500 }).map((share) => `${share}% of baseline`),
  fc.integer({ min: 1, max: 99 }).map((slack) => `110% of baseline or +${slack}ms`),
);

/** Two SLIs of known units; everything else varies. */
const slis = fc.record({
  ok: together(fc.constant({ load: 'shop', measure: 'success-ratio' }), optional('every', fc.constantFrom('500ms', '1s'))),
  late: together(fc.constant({ load: 'shop' }), fc.record({ measure: fc.constantFrom('p50', 'p99') })),
});
const share = fc.integer({ min: 1, max: 99 });
const during = fc.record({
  ok: share.map((value) => ({ 'at-least': `${value}%` })),
  late: fc.oneof(
    lenient.map((bound) => ({ 'at-most': bound })),
    fc.array(
      lenient.map((bound) => ({ below: bound })),
      { minLength: 1, maxLength: 3 },
    ),
  ),
});
const latency = together(
  fc.constant({ type: 'toxiproxy.latency' }),
  fc.record({ proxy: name, latency: seconds(1, 9), for: seconds(5, 60) }),
  optional('toxicity', fc.double({ min: 0, max: 1, noNaN: true })),
  optional('at', seconds(0, 20)),
);
const kill = together(fc.constant({ type: 'process.kill', recovers: true }), fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }));

const experiment = together(
  fc.record({
    apiVersion: fc.constant('firedrill/v1'),
    kind: fc.constant('Experiment'),
    name,
    hypothesis: sentence,
    load: fc.record({ shop: fc.record({ get: fc.constant('http://127.0.0.1:8080/'), rate: fc.integer({ min: 1, max: 500 }).map((rate) => `${rate}/s`) }) }),
    slis,
    'steady-state': fc.record({ ok: fc.constant({ 'at-least': '99%' }) }),
    faults: fc
      .uniqueArray(fc.oneof(latency, kill), { minLength: 1, maxLength: 4 })
      .chain((faults) => fc.constant(faults.map((fault, index) => Object.assign(fault, { name: `f${index}` })))),
    expect: fc.record({ during }),
    abort: fc.oneof(fc.record({ ok: share.map((value) => ({ below: `${value}%`, for: '2s' })) }), fc.record({ none: sentence })),
  }),
  optional('owner', sentence),
  optional('tags', fc.array(sentence, { maxLength: 3 })),
  optional('limits', fc.record({ duration: seconds(100, 900), blind: seconds(2, 9) })),
  optional('baseline', fc.record({ for: seconds(1, 30) })),
);

test('YAML, JSON and a module that say the same are the same experiment', () => {
  fc.assert(
    fc.property(experiment, (value) => {
      const module = readExperimentModule(value, '', input);
      expect(module.kind).toBe('valid');
      expect(read(stringify(value))).toEqual(module);
      expect(read(JSON.stringify(value, undefined, 2))).toEqual(module);
      expect(read(JSON.stringify(value))).toEqual(module);
    }),
    { numRuns: 100 },
  );
});
