import { expect, test } from 'vitest';
import { findConfigPath } from '../../src/experiment/config-path.ts';
import { readConfig, type Config, type ConfigInput } from '../../src/experiment/config.ts';
import { showProblems } from '../../src/experiment/problem.ts';

const input: ConfigInput = {
  sinkKinds: [],
  file: 'firedrill.config.yaml',
  folder: '/shop',
  env: { TOKEN: 's3cr3t-token' },
  readFile: (path) => ({ 'ca.pem': 'CA', 'key.pem': 'KEY' })[path],
};

function valid(text: string): { config: Config; secrets: readonly string[] } {
  const reading = readConfig(text, input);
  if (reading.kind === 'invalid') throw new Error(showProblems(reading.problems, text));
  return reading;
}

const shown = (text: string): string => {
  const reading = readConfig(text, input);
  if (reading.kind === 'valid') throw new Error('the config is valid');
  return showProblems(reading.problems, text);
};

test('an environment that says only whether it is production allows loopback and every fault', () => {
  expect(valid('environments: { local: { production: false } }').config.environments).toEqual({
    local: { name: 'local', production: false, hosts: [], faults: ['*'], limits: {}, caps: {}, proxies: {}, contexts: {}, namespaces: [], optIn: false },
  });
});

test('production has caps whether or not it says so', () => {
  const text = (caps: string): string => `environments: { prod: { production: true, faults: [toxiproxy.*]${caps} } }`;
  expect(valid(text('')).config.environments['prod']?.caps).toEqual({ targets: 1 / 3, traffic: 0.01 });
  expect(valid(text(', caps: { targets: 2 of 5, traffic: 5% }')).config.environments['prod']?.caps).toEqual({ targets: 0.4, traffic: 0.05 });
  expect(valid(text(', caps: { targets: 50% }')).config.environments['prod']?.caps).toEqual({ targets: 0.5, traffic: 0.01 });
});

test('proxies and Prometheus are addresses with their credentials', () => {
  const { config, secrets } = valid(`environments:
  staging:
    production: false
    hosts: ["*.staging.example"]
    limits: { duration: 5m }
    proxies: { payments: { kind: embedded, api: "http://127.0.0.1:8474", listen: "127.0.0.1:9101", upstream: "127.0.0.1:9001" } }
    prometheus:
      url: https://prometheus.staging.example/prefix
      headers: { x-scope: shop }
      basic: { username: drill, password: "\${env:TOKEN}" }
      tls: { ca: ca.pem, key: key.pem }
      timeout: 2s
      scrape-interval: 15s
`);
  expect(config.environments['staging']).toMatchObject({
    limits: { duration: 300_000 },
    proxies: { payments: { kind: 'embedded', api: 'http://127.0.0.1:8474', listen: '127.0.0.1:9101', upstream: '127.0.0.1:9001' } },
    prometheus: {
      url: 'https://prometheus.staging.example/prefix',
      headers: { 'x-scope': 'shop', authorization: `Basic ${btoa('drill:s3cr3t-token')}` },
      tls: { ca: 'CA', key: 'KEY' },
      timeout: 2000,
      scrapeInterval: 15_000,
    },
  });
  expect(secrets).toEqual(expect.arrayContaining(['s3cr3t-token', 'KEY', btoa('drill:s3cr3t-token')]));
});

test('an environment whose secret is not set here leaves the others usable', () => {
  const { config } = valid(
    'environments:\n  local: { production: false }\n  prod: { production: true, faults: [], prometheus: { url: "https://p.example", bearer: "${env:NOT_SET}" } }\n  east: { production: false, prometheus: { url: "https://p.example", tls: { cert: gone.pem } } }\n',
  );
  expect(Object.keys(config.environments)).toEqual(['local']);
  expect(config.incomplete['prod']?.map(({ message }) => message)).toEqual(['Environment variable NOT_SET is not set.']);
  expect(config.incomplete['east']?.map(({ message }) => message)).toEqual(['File gone.pem cannot be read.']);
});

test('a cap of more than all is none, and no cap', () => {
  const capped = (targets: string): string => `environments: { local: { production: false, caps: { targets: ${targets} } } }`;
  expect(valid(capped('3 of 3')).config.environments['local']?.caps).toEqual({ targets: 1 });
  for (const targets of ['3 of 1', '101%']) expect(shown(capped(targets))).toContain(`${targets} is not a value of targets.`);
});

test('everything wrong with a config is said at once', () => {
  expect(
    shown(`environments:
  local: { prodution: false }
  prod:
    production: true
    prometheus: { url: "https://a:b@p.example", bearer: abc, headers: { authorization: "\${env:TOKEN}" }, scrape-interval: 15 }
    proxies: { payments: { kind: toxi-proxy, api: "\${var:x}" } }
`),
  ).toBe(`firedrill.config.yaml:2:12  prodution is not a key of environment local.
  2 | local: { prodution: false }
    |          ^^^^^^^^^  did you mean production?

firedrill.config.yaml:5:24  "https://***@p.example" is not a value of url.
  5 | prometheus: { url: "https://***@p.example", bearer: ***, headers: { authorization: "\${env:TOKEN}" }, scrape-interval: 15 }
    |                    ^^^^^^^^^^^^^^^^^^^^^^^  expected an address without user and password: those go under basic

firedrill.config.yaml:5:49  bearer is a secret, and stands here in clear.
  5 | prometheus: { url: "https://***@p.example", bearer: ***, headers: { authorization: "\${env:TOKEN}" }, scrape-interval: 15 }
    |                                             ^^^^^^  expected \${env:NAME} or \${file:path}

firedrill.config.yaml:5:123  15 is not a value of scrape-interval.
  5 | prometheus: { url: "https://***@p.example", bearer: ***, headers: { authorization: "\${env:TOKEN}" }, scrape-interval: 15 }
    |                                                                                                                       ^^  expected a duration such as 250ms, 2s, 5m or 1h

firedrill.config.yaml:6:34  toxi-proxy is not a value of kind.
  6 | proxies: { payments: { kind: toxi-proxy, api: "\${var:x}" } }
    |                              ^^^^^^^^^^  did you mean toxiproxy? expected one of embedded or toxiproxy

firedrill.config.yaml:6:51  \${var:x} cannot stand here.
  6 | proxies: { payments: { kind: toxi-proxy, api: "\${var:x}" } }
    |                                               ^^^^^^^^^^  expected \${env:NAME} or \${file:path}
`);
});

test('production must say which faults it allows, and Prometheus is told once who asks', () => {
  expect(shown('environments: { prod: { production: true } }')).toContain('faults is missing in environment prod.');
  expect(
    shown(
      'environments: { a: { production: false, prometheus: { url: "http://p", bearer: "${env:TOKEN}", basic: { username: a, password: "${env:TOKEN}" } } } }',
    ),
  ).toContain('Prometheus is told who asks in 2 ways: bearer, basic.');
  expect(shown('enviroments: {}')).toContain('did you mean environments?');
  expect(shown('')).toContain('firedrill.config.yaml:1:1');
});

test('the config is the nearest one upward', () => {
  const there = new Set(['/a/firedrill.config.json', '/a/b/c/firedrill.config.yaml']);
  const exists = (path: string): boolean => there.has(path);
  expect(findConfigPath('/a/b/c/d', exists)).toBe('/a/b/c/firedrill.config.yaml');
  expect(findConfigPath('/a/b', exists)).toBe('/a/firedrill.config.json');
  expect(findConfigPath('/x', exists)).toBeUndefined();
});
