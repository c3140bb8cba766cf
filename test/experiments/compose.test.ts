import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { dependencies, layoutAt, defaultBase } from '../../experiments/shop/layout.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const compose = z.looseObject({ services: z.record(z.string(), z.looseObject({ image: z.string(), ports: z.array(z.string()).optional() })) });
const config = z.looseObject({
  environments: z.record(
    z.string(),
    z.looseObject({
      faults: z.array(z.string()).optional(),
      proxies: z.record(z.string(), z.looseObject({ kind: z.string(), listen: z.string().optional(), upstream: z.string().optional() })).optional(),
    }),
  ),
});

// Formats need a package of their own, and say nothing of what our file uses.
const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(read('fixtures/compose-spec.json')));
const file = compose.parse(parse(read('../../docker-compose.yml')));

test('docker-compose.yml is valid by the compose specification', () => {
  expect(valid(file), JSON.stringify(valid.errors)).toBe(true);
});

test('the schema would tell: a key that compose does not know is refused', () => {
  expect(valid({ ...file, services: { shop: { image: 'node', prots: [] } } })).toBe(false);
});

test('every image is pinned to a version', () => {
  for (const { image } of Object.values(file.services)) expect(image).toMatch(/:v?\d/);
});

test('its published ports are on loopback alone', () => {
  const ports = Object.values(file.services).flatMap((service) => service.ports ?? []);
  expect(ports.length).toBeGreaterThan(0);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

const { environments } = config.parse(parse(read('../../firedrill.config.yaml')));

test('both environments name the proxies of the shop', () => {
  for (const name of ['local', 'compose']) expect(Object.keys(environments[name]?.proxies ?? {})).toEqual([...dependencies]);
});

test('the local proxies stand where the shop looks for them', () => {
  const layout = layoutAt(defaultBase);
  for (const name of dependencies) {
    expect(environments['local']?.proxies?.[name]).toMatchObject({ listen: `127.0.0.1:${layout[name].proxy}`, upstream: `127.0.0.1:${layout[name].port}` });
  }
});

test('in containers no process of this machine may be touched', () => {
  expect(environments['compose']?.faults).toEqual(['toxiproxy.*']);
});
