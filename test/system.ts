/** Finds the external programs that some suites need; without one they skip and say why, unless CI requires it. */
import { accessSync, constants, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const ways = {
  'toxiproxy-server': '.ci/provision toxiproxy (needs Go)',
  'toxiproxy-cli': '.ci/provision toxiproxy (needs Go)',
  prometheus: '.ci/provision prometheus (needs apt-get)',
  promtool: '.ci/provision prometheus (needs apt-get)',
  'prometheus-pushgateway': '.ci/provision prometheus (needs apt-get)',
  kwok: '.ci/provision kwok (needs Go)',
  helm: '.ci/provision helm (needs Go)',
  initdb: '.ci/provision postgres (needs apt-get)',
  actionlint: '.ci/provision actionlint (needs Go)',
  'systemd-analyze': '.ci/provision systemd (needs apt-get)',
  kubeconform: '.ci/provision kubeconform (needs Go)',
  script: 'apt-get install bsdutils',
} as const;

/** The program's path, or `undefined` after printing why its suites are skipped; throws where `FIREDRILL_REQUIRE_SYSTEMS=1`. */
export function systemProgram(name: keyof typeof ways): string | undefined {
  const ours = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'firedrill', 'bin');
  // Debian keeps the programs of a server out of the way, so that several versions can stand beside each other.
  const folders = [ours, ...(process.env['PATH'] ?? '').split(delimiter), ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed()];
  const found = folders.map((folder) => join(folder, name)).find(executable);
  if (found !== undefined) return found;
  return absent(`${name} is not installed: ${ways[name]}`);
}

/** Says why suites are skipped; throws where `FIREDRILL_REQUIRE_SYSTEMS=1`. */
export function absent(reason: string): undefined {
  if (process.env['FIREDRILL_REQUIRE_SYSTEMS'] === '1') throw new Error(`Cannot skip here: ${reason}`);
  console.log(`skipped: ${reason}`);
  return undefined;
}

/** Whether a file is there and lets itself be used so: `constants.X_OK`, `constants.R_OK`. */
export function lets(path: string, use: number): boolean {
  try {
    accessSync(path, use);
    return true;
  } catch {
    return false;
  }
}

export const executable = (path: string): boolean => lets(path, constants.X_OK);
