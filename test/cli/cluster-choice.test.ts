import { expect, test } from 'vitest';
import { choose } from '../../src/cli/cluster-choice.ts';
import { readConfig, type Config } from '../../src/experiment/config.ts';

function config(environments: Readonly<Record<string, readonly string[]>>): Config {
  const lines = Object.entries(environments).map(
    ([name, contexts]) => `  ${name}: { production: false, contexts: { ${contexts.map((one) => `${one}: https://${one}.test:6443`).join(', ')} } }`,
  );
  const reading = readConfig(`environments:\n${lines.join('\n')}\n`, {
    file: 'firedrill.config.yaml',
    folder: '/',
    env: {},
    readFile: () => undefined,
    sinkKinds: [],
  });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.config;
}
const chosen = (environments: Readonly<Record<string, readonly string[]>>, options: Parameters<typeof choose>[1] = {}): string => {
  const found = choose(config(environments), options);
  return 'why' in found ? `${found.why}. ${found.hint}` : `${found.environment.name} ${found.address.server}`;
};

test.each([
  [{ local: [], staging: ['eu'] }, {}, 'staging https://eu.test:6443'],
  [{ a: ['eu', 'us'], b: ['ap'] }, {}, 'b https://ap.test:6443'],
  [{ a: ['eu', 'us'], b: ['ap'] }, { context: 'us' }, 'a https://us.test:6443'],
  [{ a: ['eu'], b: ['ap'] }, { environment: 'a' }, 'a https://eu.test:6443'],
  [{ a: ['eu'], b: ['ap'] }, {}, 'several clusters may be meant. Say which with --environment: one of a or b.'],
  [{ a: ['eu'], b: ['eu'] }, { context: 'eu' }, 'several clusters may be meant. Say which with --environment: one of a or b.'],
  [{ a: ['eu', 'us'] }, {}, 'several clusters may be meant. Say which with --environment and --context: a.'],
  [{ a: ['eu', 'us'] }, { environment: 'a' }, 'environment a pins 2 clusters. Say which with --context: one of eu or us.'],
  [{ a: ['eu'] }, { environment: 'a', context: 'us' }, 'environment a does not pin context us. It pins eu.'],
  [{ a: [] }, { environment: 'a' }, 'environment a pins no cluster. Add contexts: { <context>: https://… } to it in firedrill.config.yaml.'],
  [{ a: ['eu'] }, { environment: 'b' }, 'b is not an environment of firedrill.config.yaml. It knows a.'],
  [
    { a: ['eu'] },
    { context: 'us' },
    'no environment of firedrill.config.yaml pins context us. Add contexts: { <context>: https://… } to one: the address of the cluster that is meant.',
  ],
])('%j with %j', (environments, options, expected) => {
  expect(chosen(environments, options)).toBe(expected);
});
