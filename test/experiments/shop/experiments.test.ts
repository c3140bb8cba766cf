import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../experiments/shop/layout.ts';
import { modes } from '../../../experiments/shop/patterns.ts';

const folder = join(root, 'experiments', 'shop');
const firedrill = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [join(root, 'bin', 'firedrill.js'), ...args], { cwd: root, encoding: 'utf8' });

test('every shipped experiment is valid', () => {
  const said = firedrill('validate', 'experiments/shop');
  for (const name of ['slow-payments', 'payments-503', 'kill-one-storefront', 'recommendations-down', 'frozen-catalog']) {
    expect(said).toContain(`experiments/shop/${name}.yaml: valid`);
  }
}, 20_000);

test.each(['slow-payments', 'recommendations-down'])(
  '%s may also be run on the shop in containers',
  (name) => {
    expect(firedrill('plan', `experiments/shop/${name}.yaml`, '--var', 'environment=compose')).toContain('environment compose');
  },
  20_000,
);

test('the README names every experiment and every mutant', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const experiments = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(experiments).toHaveLength(5);
  for (const name of experiments) expect(readme).toContain(`](${name})`);
  for (const mode of modes.slice(2)) expect(readme).toContain(`| \`${mode}\``);
});
