import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { generated } from '../../scripts/generated.ts';
import { configSchema } from '../../src/experiment/config-schema.ts';
import { sinkKinds } from '../../src/sinks/index.ts';
import { experimentSchema } from '../../src/experiment/json-schema.ts';
import { injectorKinds } from '../../src/injectors/index.ts';
import { probeKinds } from '../../src/probes/index.ts';
import { injectors, loadEntry, probes } from './kinds.ts';

const root = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false });
const validate = ajv.compile(experimentSchema({ injectors, probes, loadEntry }));
const fixtures = (kind: string): readonly string[] =>
  readdirSync(new URL(`test/experiment/fixtures/${kind}/`, root)).filter((name) => /\.(yaml|json)$/.test(name));

test.for(Object.entries(generated()))('%s is current (npm run schema writes it)', ([path, content]) => {
  expect(text(path)).toBe(content);
});

test('the published schema knows every fault type and every probe', () => {
  const schema = text('schemas/experiment.schema.json');
  for (const { type } of injectorKinds) expect(schema).toContain(`"const": "${type}"`);
  for (const { kind } of probeKinds) expect(schema).toContain(`"title": "${kind} SLI"`);
});

test.for(fixtures('good'))('an editor accepts %s', (name) => {
  expect(validate(parse(text(`test/experiment/fixtures/good/${name}`))), JSON.stringify(validate.errors)).toBe(true);
});

test.for([
  'misspelt-section', 'misspelt-keys-everywhere', 'unknown-key', 'missing-sections', 'wrong-head', 'list', 'comparators', 'probes', 'fault-types', 'fault-without-type', 'nothing-expected', 'no-abort',
  'abort-none', 'limits', 'wrong-types', 'settings', 'merge-key', 'eventually', 'sli-times',
])('an editor underlines something in %s', (name) => {
  expect(validate(parse(text(`test/experiment/fixtures/broken/${name}.yaml`)))).toBe(false);
}); // prettier-ignore

test.for(readdirSync(new URL('experiments/shop/', root)).filter((name) => name.endsWith('.yaml')))(
  'the published schema accepts the shop experiment %s',
  (name) => {
    const published = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false }).compile(
      JSON.parse(text('schemas/experiment.schema.json')),
    );
    const file = parse(text(`experiments/shop/${name}`));
    if (file.kind !== 'Experiment') return;
    expect(published(file), JSON.stringify(published.errors)).toBe(true);
  },
);

test('the config schema accepts what reads, and refuses what does not', () => {
  const config = ajv.compile(configSchema(sinkKinds));
  expect(
    config({ environments: { local: { production: false, caps: { targets: '1 of 3', traffic: '1%' }, limits: { duration: '5m' } } } }),
    JSON.stringify(config.errors),
  ).toBe(true);
  expect(config({ environments: { local: { production: '${env:PROD}' } } })).toBe(true);
  for (const wrong of [
    {},
    { environments: {} },
    { environments: { local: {} } },
    { environments: { local: { production: false, caps: { targets: '4 in 5' } } } },
  ])
    expect(config(wrong)).toBe(false);
  if (existsSync(new URL('firedrill.config.yaml', root))) expect(config(parse(text('firedrill.config.yaml')))).toBe(true);
});
