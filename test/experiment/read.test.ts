import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Experiment } from '../../src/domain/experiment.ts';
import { showProblems } from '../../src/experiment/problem.ts';
import { readExperimentModule, type ReadInput } from '../../src/experiment/read.ts';
import module from './fixtures/good/module.ts';
import { complaints, input, read } from './read.ts';

const good = (name: string): string => readFileSync(new URL(`./fixtures/good/${name}`, import.meta.url), 'utf8');
const small = (more = '', fault = ''): string => `apiVersion: firedrill/v1
kind: Experiment
name: small
hypothesis: Shoppers notice nothing.
${more}
load: { checkout: { get: "http://127.0.0.1:8080/", rate: 200/s } }
slis: { ok: { load: checkout, measure: success-ratio }, p99: { load: checkout, measure: p99 } }
steady-state: { ok: { at-least: 99.9% } }
faults:
  - { type: toxiproxy.latency, proxy: payments, latency: 2s, for: 60s${fault} }
expect: { during: { p99: { at-most: 130% of baseline or +50ms } } }
abort: { ok: { below: 80% } }
`;

function valid(text: string, more: Partial<ReadInput> = {}): { experiment: Experiment; secrets: readonly string[] } {
  const reading = read(text, more);
  if (reading.kind === 'invalid') throw new Error(showProblems(reading.problems, text));
  return reading;
}

test('what a file does not say has its default', () => {
  const { experiment } = valid(small());
  expect(experiment).toMatchObject({
    tags: [],
    links: {},
    baseline: { for: 15_000, warmUp: 3000 },
    limits: { duration: 600_000, restore: 30_000, blind: 3000 },
    observe: [],
    scrapes: {},
    folder: '/somewhere',
  });
  expect(experiment.faults[0]).toMatchObject({ name: 'latency', start: { kind: 'at', at: 0 } });
  expect(experiment.expect.at(-1)).toEqual({ kind: 'recovery', id: 'recovery', within: 60_000 });
  expect(experiment.abort[0]?.patience).toEqual({ kind: 'at-once' });
});

test('a timeout is as long as the time between two samples, unless it says less', () => {
  const { experiment } = valid(good('everything.yaml'));
  expect(experiment.slis.map(({ name, every, timeout }) => [name, every, timeout])).toContainEqual(['ok', 500, 250]);
  expect(experiment.slis.map(({ name, every, timeout }) => [name, every, timeout])).toContainEqual(['lag', 5000, 5000]);
});

test('several conditions on one SLI are numbered from the second on', () => {
  const { experiment } = valid(good('everything.yaml'));
  expect(experiment.expect.map(({ id }) => id)).toContain('during.queued#2');
  expect(experiment.abort.map(({ id }) => id)).toEqual(['abort.ok', 'abort.p99', 'abort.p99#2', 'abort.lag']);
});

test('counts and histograms are pooled, other SLIs averaged, and each sample stands for itself where each is judged', () => {
  const { experiment } = valid(good('everything.yaml'));
  const as = new Map(experiment.expect.flatMap((one) => (one.kind === 'recovery' ? [] : [[one.id, one.condition.as]])));
  expect(Object.fromEntries(as)).toMatchObject({
    'during.ok': 'pooled',
    'during.rate': 'mean',
    'during.queued': 'max',
    'throughout.ok': 'last',
    'eventually.queued': 'last',
    'eventually.queued#2': 'increase',
  });
});

test('a whole reference keeps its type, one inside text becomes text, and $${ stands for itself', () => {
  const { experiment } = valid(good('everything.yaml'));
  expect(experiment.faults.map(({ spec }) => spec)).toMatchObject([{ toxicity: 0.25, proxy: 'payments' }, {}, { port: 8082 }]);
  expect(experiment.application?.start).toEqual(['node', 'main.ts', '--name', '${literal}']);
  const port = 'vars: { port: { type: number, default: 8081 } }\nrunbook: "http://127.0.0.1:${var:port}/"';
  expect(valid(small(port)).experiment.runbook).toBe('http://127.0.0.1:8081/');
});

test('--var wins over the default, and is recorded', () => {
  const { experiment } = valid(good('everything.yaml'), { vars: { for: '45s', port: '9000', share: '0.5' } });
  expect(experiment.faults[0]).toMatchObject({ for: 45_000, spec: { toxicity: 0.5 } });
  expect(experiment.vars).toMatchObject({ for: '45s', port: 9000, share: 0.5 });
});

test('a --var that fits nothing is told with what would', () => {
  expect(complaints(good('everything.yaml'), { vars: { fro: '1s' } })).toBe(
    'experiment.yaml:1:1  --var fro is not declared under vars.\n  did you mean for?\n',
  );
  expect(complaints(small(), { vars: { for: '1s' } })).toContain('this experiment declares none');
  expect(complaints(good('everything.yaml'), { vars: { for: '1 minute' } })).toContain('--var for=1 minute is not a duration.');
});

test('a variable with a wrong or missing value is one problem, however often it is used', () => {
  const text = small('vars: { a: { type: duration } }\nlimits: { restore: "${var:a}", blind: "${var:a}" }');
  const reading = read(text);
  expect(reading.kind === 'invalid' && reading.problems.map(({ message }) => message)).toEqual(['Variable a has no value.']);
});

test('what came from the environment or a file is handed over as a secret, and not kept in the record', () => {
  const { experiment, secrets } = valid(
    small(
      'vars: { token: { type: text, default: "${env:TOKEN}" } }\napplication: { start: [app, "--token=${var:token}", "${file:secret.txt}"], ready: "http://127.0.0.1/" }',
    ),
  );
  expect(experiment.application?.start).toEqual(['app', '--token=s3cr3t-token', 'from-a-file']);
  expect(secrets).toEqual(['s3cr3t-token', 'from-a-file']);
  expect(experiment.vars).toEqual({ token: '${env:TOKEN}' });
});

test('a secret in clear is refused, and the name of its variable is none', () => {
  const text = (header: string): string => small('', `, ${header}`);
  expect(complaints(text('headers: { Authorization: Bearer abc }'))).toContain('Authorization is a secret, and stands here in clear.');
  expect(complaints(text('headers: { Authorization: "Bearer ${env:TOKEN}" }'))).not.toContain('in clear');
  expect(complaints(text('headers-from-env: { Authorization: TOKEN }'))).not.toContain('in clear');
});

test('no message repeats a secret', () => {
  const shown = complaints(
    small('', ', toxicity: "${env:TOKEN}", at: "x${env:TOKEN}"').replace('99.9%', '"${env:TOKEN}"').replace('proxy: payments', 'proxy: [ "${env:TOKEN}" ]'),
  );
  expect(shown).toContain('"${env:TOKEN}"');
  expect(shown).not.toContain('s3cr3t');
});

test('a key named like part of every object is unknown like any other', () => {
  expect(complaints(small('__proto__: { name: x }'))).toContain('__proto__ is not a key of an experiment.');
  expect(complaints(small('', ', constructor: x'))).toContain('constructor is not a key of fault latency');
  expect(complaints(small('').replace('ok: { at-least', 'constructor: { at-least'))).toContain('constructor is not an SLI of this experiment.');
});

test('an alias stands for what it refers to', () => {
  expect(valid(small('tags: &t [a]').replace('abort:', 'links: &l { a: "http://127.0.0.1/" }\nabort:')).experiment.links).toEqual({ a: 'http://127.0.0.1/' });
  expect(
    valid(small().replace('{ at-least: 99.9% }', '&steady { at-least: 99.9% }').replace('{ during: {', '{ throughout: { ok: *steady }, during: {')).experiment
      .expect[1],
  ).toMatchObject({ id: 'throughout.ok' });
});

test('a module says the same as a file, and its problems have places too', () => {
  const text = good('module.ts');
  expect(readExperimentModule(module, text, input)).toMatchObject({
    kind: 'valid',
    experiment: { name: 'module', faults: [{ for: 30_000, spec: { latency: 2000 } }] },
  });
  const broken = { ...module, slis: { ...module.slis, p99: { load: 'checkout', measure: 'p98' } }, abort: { ok: { belw: '80%' } } };
  const reading = readExperimentModule(broken, text, { ...input, file: 'module.ts' });
  expect(reading.kind === 'invalid' && showProblems(reading.problems, text)).toBe(`module.ts:13:97  p98 is not a value of measure.
  13 | slis: { ok: { load: 'checkout', measure: 'success-ratio' }, p99: { load: 'checkout', measure: 'p99' } },
     |                                                                                               ^^^^^  did you mean p99? expected one of success-ratio, p50, p99 or rate

module.ts:22:12  belw is not a key of a condition in abort.
  22 | abort: { ok: { below: '80%', for: '2s' } },
     |          ^^  did you mean below?
`);
});

test('a module without a default export is no experiment', () => {
  const reading = readExperimentModule(undefined, 'export const x = 1;\n', input);
  expect(reading).toMatchObject({ kind: 'invalid', problems: [{ message: 'An experiment is a mapping of keys.' }] });
});

test('an abort at once that is not looser than what is expected of every sample is doubtful', () => {
  const text = (abort: string): string => small().replace('{ during: {', '{ throughout: { ok: { at-least: 90% } }, during: {').replace('{ below: 80% }', abort);
  const warnings = (abort: string) => {
    const reading = read(text(abort));
    return reading.kind === 'valid' ? reading.warnings.map(({ message }) => message) : reading;
  };
  expect(warnings('{ below: 90% }')).toEqual(['ok aborts before throughout.ok can be refuted.']);
  expect(warnings('{ below: 95% }')).toHaveLength(1);
  expect(warnings('{ below: 95%, for: 2s }')).toEqual([]);
  expect(warnings('{ below: 89.9% }')).toEqual([]);
});
