import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/experiment/config.ts';
import { configSchema } from '../../src/experiment/config-schema.ts';
import { sinkKinds } from '../../src/sinks/index.ts';
import { experimentSchema } from '../../src/experiment/json-schema.ts';
import { keysOf, tellsOf, wordsOf } from './schema-words.ts';
import { showProblems } from '../../src/experiment/problem.ts';
import { readExperimentModule } from '../../src/experiment/read.ts';
import { injectorKinds } from '../../src/injectors/index.ts';
import { loadEntry } from '../../src/probes/load/schema.ts';
import { probeKinds } from '../../src/probes/index.ts';

const docs = readFileSync(new URL('../../docs/experiment.md', import.meta.url), 'utf8');
/** What stands under `sinks` in a config has a page of its own. */
const sinks = readFileSync(new URL('../../docs/sinks.md', import.meta.url), 'utf8');
const blocks = (kind: string): readonly string[] => [...docs.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
const input = {
  file: 'docs/experiment.md',
  folder: '/',
  vars: {},
  env: { PROMETHEUS_TOKEN: 'token', DRILL_HOOK_SECRET: 'a-long-enough-secret', FIREDRILL_STORE: 'postgres://127.0.0.1/drills' },
  readFile: () => 'PEM',
  injectors: injectorKinds,
  probes: probeKinds,
  loadEntry,
  sinkKinds,
};

/** What the other sections of the docs have in common. */
const base = {
  apiVersion: 'firedrill/v1',
  kind: 'Experiment',
  name: 'docs',
  hypothesis: 'What the docs say is true.',
  load: { checkout: { get: 'http://127.0.0.1:8080/checkout', rate: '200/s' } },
  slis: {
    availability: { load: 'checkout', measure: 'success-ratio' },
    p99: { load: 'checkout', measure: 'p99' },
    queued: { scrape: 'http://127.0.0.1:8081/metrics', metric: 'orders_queued' },
    open: { scrape: 'http://127.0.0.1:8081/metrics', metric: 'circuit_open' },
  },
  'steady-state': { availability: { 'at-least': '99.9%' } },
  faults: [{ type: 'toxiproxy.latency', name: 'slow', proxy: 'payments', latency: '2s', for: '60s' }],
  expect: { during: { availability: { 'at-least': '99%' } } },
  abort: { availability: { below: '80%' } },
};

test.for(blocks('yaml').map((text) => [text.split('\n')[0] ?? '', text] as const))('the example that begins with "%s" can be run', ([, text]) => {
  const reading = readExperimentModule({ ...base, ...parse(text) }, text, input);
  expect(reading.kind === 'invalid' ? showProblems(reading.problems, text) : reading.kind).toBe('valid');
});

test('the config of the docs can be read', () => {
  const [text = ''] = blocks('yaml config');
  const reading = readConfig(text, { ...input, file: 'docs' });
  expect(reading.kind === 'invalid' ? showProblems(reading.problems, text) : Object.keys(reading.config.environments)).toEqual(['local', 'staging']);
});

test('the sinks of the docs can be opened', () => {
  const [, text = ''] = /^```yaml config\n([\s\S]*?)^```$/m.exec(sinks) ?? [];
  const env = {
    GRAFANA_TOKEN: 'token',
    OTLP_KEY: 'a-key',
    PAGERDUTY_ROUTING_KEY: '0123456789abcdef0123456789abcdef',
    DRILL_HOOK_SECRET: 'a-long-enough-secret',
  };
  const reading = readConfig(`environments: { local: { production: false } }\n${text}`, { ...input, env, file: 'docs' });
  expect(reading.kind === 'invalid' ? showProblems(reading.problems, text) : reading.config.unusable).toEqual({});
});

const schemas = [experimentSchema({ injectors: injectorKinds, probes: probeKinds, loadEntry }), configSchema(sinkKinds)];
const isTold = tellsOf(docs + sinks);

test('every key of the schemas is in the docs', () => {
  expect([...new Set(keysOf(schemas))].filter((key) => !isTold(key))).toEqual([]);
});

test('every word that a key may take is in the docs', () => {
  expect([...new Set(wordsOf(schemas))].filter((word) => !isTold(word))).toEqual([]);
});
