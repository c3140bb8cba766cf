import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { version } from '../../src/version.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

test('the chart and its documentation are of this firedrill', () => {
  const { appVersion } = z.object({ appVersion: z.string() }).parse(parse(read('charts/firedrill/Chart.yaml')));
  expect(appVersion).toBe(version);
  expect(read('docs/in-cluster.md')).toContain(`firedrill:${version} `);
});

test('every value of the chart is in its schema, and every key of an experiment is told in values.yaml', () => {
  const keyed = z.object({ properties: z.record(z.string(), z.unknown()) });
  const schema = z.object({ properties: z.record(z.string(), z.unknown()), definitions: z.object({ experiment: keyed }) });
  const { properties, definitions } = schema.parse(JSON.parse(read('charts/firedrill/values.schema.json')));
  const text = read('charts/firedrill/values.yaml');
  const values = Object.keys(z.record(z.string(), z.unknown()).parse(parse(text)));
  expect(values.toSorted()).toEqual(
    Object.keys(properties)
      .filter((key) => key !== 'global')
      .toSorted(),
  );
  const told = new Set([...text.matchAll(/^# {4}([A-Za-z]+):/gm)].map(([, key]) => key));
  expect(Object.keys(definitions.experiment.properties).filter((key) => !told.has(key))).toEqual([]);
});
