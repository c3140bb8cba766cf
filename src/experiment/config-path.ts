import { dirname, join } from 'node:path';

const names = ['firedrill.config.yaml', 'firedrill.config.yml', 'firedrill.config.json'];

/** The config's path: the first one from a folder upward; `undefined` where there is none. */
export function findConfigPath(folder: string, exists: (path: string) => boolean): string | undefined {
  const found = names.map((name) => join(folder, name)).find(exists);
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : findConfigPath(parent, exists));
}
