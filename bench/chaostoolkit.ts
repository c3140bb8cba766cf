/** Chaos Toolkit from PyPI, in a virtual environment outside the checkout that later benches find again. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './programs.ts';

export const chaosVersion = '1.19.0';

export type Chaos = { readonly kind: 'there'; readonly program: string } | { readonly kind: 'missing'; readonly why: string };

/** Finds it or installs it; without Python, or without PyPI, says why the comparison is skipped. An installation that fails leaves nothing. */
export async function findChaos(signal: AbortSignal): Promise<Chaos> {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'firedrill', 'chaostoolkit');
  const program = join(folder, 'bin', 'chaos');
  if (existsSync(program) && (await says([program, '--version'], signal)).includes(chaosVersion)) return { kind: 'there', program };
  mkdirSync(dirname(folder), { recursive: true });
  const steps = [
    ['python3', '-m', 'venv', '--clear', folder],
    [join(folder, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', `chaostoolkit==${chaosVersion}`],
  ];
  for (const argv of steps) {
    const { code, said } = await command(argv, signal);
    if (code === 0) continue;
    rmSync(folder, { recursive: true, force: true });
    return { kind: 'missing', why: `${argv.slice(0, 3).join(' ')} failed: ${said.trim().split('\n').at(-1) ?? ''}` };
  }
  return { kind: 'there', program };
}

const command = (argv: readonly string[], signal: AbortSignal) =>
  run({ argv, cwd: '/', env: process.env, timeout: 180_000 }, signal).catch((error: unknown) => ({ code: undefined, said: String(error) }));

const says = async (argv: readonly string[], signal: AbortSignal): Promise<string> => (await command(argv, signal)).said;
