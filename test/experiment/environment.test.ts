import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Experiment, FaultSpec } from '../../src/domain/experiment.ts';
import type { FaultPlan, TargetShare } from '../../src/domain/plan.ts';
import { ms } from '../../src/domain/units.ts';
import { readConfig, type Config } from '../../src/experiment/config.ts';
import { checkEnvironment } from '../../src/experiment/environment.ts';
import type { Planned } from '../../src/experiment/hits.ts';
import { hostOf, isLoopback, matches } from '../../src/experiment/hosts.ts';
import { plan } from './kinds.ts';
import { read } from './read.ts';

function experiment(environment?: string, more = ''): Experiment {
  const reading = read(`apiVersion: firedrill/v1
kind: Experiment
name: small
hypothesis: Shoppers notice nothing.
${environment === undefined ? '' : `environment: ${environment}`}
load: { checkout: { get: "http://127.0.0.1:8080/", rate: 200/s } }
slis: { ok: { load: checkout, measure: success-ratio }, lag: { prometheus: lag, unit: s } }
steady-state: { ok: { at-least: 99.9% } }
faults: [{ type: toxiproxy.latency, proxy: payments, latency: 2s, for: 60s }]
expect: { during: { ok: { at-least: 99% } } }
abort: { ok: { below: 80% }, lag: { above: 1m } }
${more}
`);
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.experiment;
}

function config(environment: string): Config {
  const reading = readConfig(`environments: { staging: ${environment} }`, {
    file: 'firedrill.config.yaml',
    folder: '/',
    env: {},
    readFile: () => undefined,
    sinkKinds: [],
  });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.config;
}

const planned = (of: Experiment, change: Partial<FaultPlan> = {}): readonly Planned[] => of.faults.map((spec) => ({ spec, plan: { ...plan, ...change } }));
const whys = (of: Experiment, faults: readonly Planned[], hosts: readonly string[], found?: Config): readonly string[] =>
  checkEnvironment(of, faults, hosts, found).map(({ why }) => why);

test('without an environment everything is loopback', () => {
  const alone = experiment();
  expect(whys(alone, planned(alone), ['http://localhost:9090/metrics', '[::1]:80', '127.8.8.8'])).toEqual([]);
  expect(whys(alone, planned(alone, { hosts: ['10.0.0.1:80'] }), ['https://prometheus.example/'])).toEqual([
    'an SLI touches prometheus.example, and without an environment everything is loopback.',
    'fault latency touches 10.0.0.1, and without an environment everything is loopback.',
  ]);
});

test('an environment allows the hosts it names, and loopback', () => {
  const staged = experiment('staging');
  const found = config('{ production: false, hosts: ["*.staging.example"] }');
  expect(whys(staged, planned(staged), ['https://prometheus.staging.example/'], found)).toEqual([]);
  expect(checkEnvironment(staged, planned(staged, { hosts: ['prod.example'] }), ['staging.example.evil', 'staging.example'], found)).toEqual([
    {
      why: 'an SLI touches staging.example.evil, and environment staging does not allow that host.',
      hint: 'Add it to hosts of environment staging in firedrill.config.yaml, if harm there is meant.',
    },
    {
      why: 'an SLI touches staging.example, and environment staging does not allow that host.',
      hint: 'Add it to hosts of environment staging in firedrill.config.yaml, if harm there is meant.',
    },
    {
      why: 'fault latency touches prod.example, and environment staging does not allow that host.',
      hint: 'Add it to hosts of environment staging in firedrill.config.yaml, if harm there is meant.',
    },
  ]);
});

test('an environment that is not there, or not complete here, is refused with the way out', () => {
  const typo = experiment('stagng');
  expect(checkEnvironment(typo, [], [], config('{ production: false }'))).toEqual([
    { why: 'stagng is not an environment of firedrill.config.yaml.', hint: 'Did you mean staging?' },
  ]);
  expect(whys(typo, [], [])).toEqual(['there is no firedrill.config.yaml that says what environment stagng is.']);
  const incomplete = config('{ production: false, prometheus: { url: "http://p", bearer: "${env:NOT_SET}" } }');
  expect(whys(experiment('staging'), [], [], incomplete)).toEqual([
    'environment staging is incomplete here. firedrill.config.yaml:1: Environment variable NOT_SET is not set.',
  ]);
});

test('fault types and proxies that the environment does not know are refused', () => {
  const staged = experiment('staging');
  const allowing = (faults: string): readonly string[] => whys(staged, planned(staged), [], config(`{ production: false, faults: ${faults} }`));
  expect(allowing('[toxiproxy.*]')).toEqual([]);
  expect(allowing('[toxiproxy.down, http.*]')).toEqual(['fault latency is a toxiproxy.latency, and environment staging allows toxiproxy.down, http.*.']);
  const proxies = config('{ production: false, proxies: { payment: { kind: embedded, api: "http://127.0.0.1:8474" } } }');
  expect(checkEnvironment(staged, planned(staged), [], proxies)).toEqual([
    { why: 'fault latency names proxy payments, and environment staging has none of that name.', hint: 'Did you mean payment?' },
  ]);
});

test('a share above its cap is refused, and so is one that nobody knows', () => {
  const staged = experiment('staging');
  const production = config('{ production: true, faults: ["*"] }');
  const share = (of: FaultPlan['share']): readonly string[] => whys(staged, planned(staged, { share: of }), [], production);
  expect(share({ targets: { hit: 1, of: 3 } })).toEqual([]);
  expect(share({ traffic: 0.01 })).toEqual([]);
  expect(share({ targets: { hit: 2, of: 3 }, traffic: 0.02 })).toEqual([
    'fault latency hits 66.67 % of the targets, and environment staging allows 33.33 %.',
    'fault latency hits 2 % of the traffic, and environment staging allows 1 %.',
  ]);
  expect(share({})).toEqual(['nobody can say what share of targets or traffic fault latency hits, and environment staging caps it.']);
  expect(whys(staged, planned(staged), [], config('{ production: false }'))).toEqual([]);
});

describe('faults that are in at the same time', () => {
  const staged = experiment('staging');
  const capped = config('{ production: false, caps: { traffic: 10% } }');
  type Start = FaultSpec['start'];
  const at = (time: number): Start => ({ kind: 'at', at: ms(time) });
  const after = (fault: string): Start => ({ kind: 'after', fault });
  const one = (name: string, start: Start, share: FaultPlan['share'] = { traffic: 0.08 }, group = 'payments'): Planned => ({
    spec: { name, type: 'fake', spec: {}, for: ms(20_000), start },
    plan: { ...plan, group, share },
  });
  const refused = (...faults: readonly Planned[]): readonly string[] => whys(staged, faults, [], capped);

  test('keep to a cap together', () => {
    const rules = ['a', 'b', 'c'].map((name) => one(name, at(0)));
    expect(checkEnvironment(staged, rules, [], capped)).toEqual([
      {
        why: 'faults a, b and c are in at the same time and hit up to 24 % of the traffic, and environment staging allows 10 %.',
        hint: 'Let one start after the other (after:), lower their shares, or raise caps.traffic.',
      },
    ]);
    expect(refused(...['a', 'b'].map((name) => one(name, at(0), { traffic: 0.05 })))).toEqual([]);
  });

  test('are told by their times: only `after` promises that one is out before the other comes', () => {
    expect(refused(one('a', at(0)), one('b', at(20_001)))).toEqual([]);
    expect(refused(one('a', at(0)), one('b', after('a')), one('c', after('b')))).toEqual([]);
    expect(refused(one('a', at(0)), one('b', at(20_000)))).toHaveLength(1);
    expect(refused(one('a', at(0)), one('b', after('a')), one('c', at(30_000)))).toEqual([
      'faults b and c are in at the same time and hit up to 16 % of the traffic, and environment staging allows 10 %.',
    ]);
  });

  test('on different targets are counted apart', () => {
    expect(refused(one('a', at(0)), one('b', at(0), { traffic: 0.08 }, 'catalog'))).toEqual([]);
  });

  test('are taken to stay where they end by themselves', () => {
    const { for: _, ...endless } = one('a', at(0)).spec;
    expect(refused({ ...one('a', at(0)), spec: endless }, one('b', at(3_600_000)))).toHaveLength(1);
  });

  test('hit what they hit of the targets, whichever they are', () => {
    const third = config('{ production: false, caps: { targets: 1 of 3 } }');
    const kills = ['a', 'b'].map((name) => one(name, at(0), { targets: { hit: 1, of: 3 } }));
    expect(whys(staged, kills, [], third)).toEqual([
      'faults a and b are in at the same time and hit up to 66.67 % of the targets, and environment staging allows 33.33 %.',
    ]);
  });
});

test('a share that only a look can tell is let pass in plan, and judged in preflight', () => {
  const staged = experiment('staging');
  const third = config('{ production: false, caps: { targets: 1 of 3 } }');
  const picks = planned(staged, { share: { targets: 'seen in preflight' } });
  const seen = (...shares: readonly (readonly [string, TargetShare])[]): readonly string[] =>
    checkEnvironment(staged, picks, [], third, new Map(shares)).map(({ why }) => why);
  expect(whys(staged, picks, [], third)).toEqual([]);
  expect(seen(['latency', { hit: 1, of: 3 }])).toEqual([]);
  expect(seen(['latency', { hit: 1, of: 2 }])).toEqual(['fault latency hits 50 % of the targets, and environment staging allows 33.33 %.']);
  expect(seen()).toEqual(['nobody can say what share of targets or traffic fault latency hits, and environment staging caps it.']);
});

test('a run may not last longer than its environment allows', () => {
  const staged = experiment('staging', 'limits: { duration: 5m }');
  expect(whys(staged, planned(staged), [], config('{ production: false, limits: { duration: 5m } }'))).toEqual([]);
  expect(whys(staged, planned(staged), [], config('{ production: false, limits: { duration: 2m } }'))).toEqual([
    'limits.duration is 5 m, and environment staging allows 2 m.',
  ]);
  expect(whys(staged, planned(staged), [], config('{ production: false, limits: { duration: 30s } }'))).toEqual([
    'fault latency stays for 1 m, and environment staging allows 30 s.',
  ]);
});

test('an SLI under abort that Prometheus scrapes too seldom is refused', () => {
  const found = config('{ production: false, hosts: [p], prometheus: { url: "http://p", scrape-interval: 15s } }');
  expect(whys(experiment('staging'), [], [], found)).toEqual(['lag is scraped every 15 s, and limits.blind is 3 s: one late scrape would halt the run.']);
  expect(whys(experiment('staging', 'limits: { blind: 30s }'), [], [], found)).toEqual([]);
});

test.for([
  ['http://Example.COM:80/a', 'example.com'],
  ['example.com:80', 'example.com'],
  ['example.com.', 'example.com'],
  ['[::1]:80', '::1'],
  ['::1', '::1'],
  ['http://[::1]:80/', '::1'],
  ['http://user:secret@host/', 'host'],
])('the host of %s is %s', ([text = '', host]) => {
  expect(hostOf(text)).toBe(host);
});

test('what only looks like loopback is none', () => {
  expect(['localhost', 'a.localhost', '127.0.0.1', '127.255.0.1', '::1', '::ffff:127.0.0.1'].filter((host) => !isLoopback(host))).toEqual([]);
  expect(['127.0.0.1.example', '127.0.0', '127.0.0.256', 'localhost.example', '0.0.0.0', '10.127.0.1', '', '127.0.0.1x'].filter(isLoopback)).toEqual([]);
});

test('a glob without a star fits itself alone', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('*')),
      fc.string(),
      (glob, text) => {
        expect(matches(glob, text)).toBe(glob.toLowerCase() === text.toLowerCase());
      },
    ),
  );
});
