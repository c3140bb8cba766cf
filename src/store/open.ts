/** Which store a checkout has: the one that its config names, else the embedded one beside its runs. */
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { CannotRemember } from './cannot-remember.ts';

/** What a config says of it. */
export interface StoreConfig {
  /** Absent for the embedded one. */
  readonly store?: { readonly postgres: string };
  readonly unusable: Readonly<Record<string, readonly { readonly message: string }[]>>;
}

export interface StorePorts {
  readonly clock: Clock;
  /** Hears in a line that a damaged file was moved aside. */
  say(line: string): void;
}

/**
 * Opens the memory of runs, making it where there is none and bringing it to the version of this firedrill; give it back after use.
 * @param base the folder under which `.firedrill/` lies;
 * @throws CannotRemember where it cannot be reached or made, or is of a newer firedrill.
 */
export async function openStore(config: StoreConfig | undefined, base: string, ports: StorePorts): Promise<Store> {
  const missing = config?.unusable['store'];
  if (missing !== undefined && missing.length > 0)
    throw new CannotRemember(
      `the store of the config cannot be used here: ${missing.map(({ message }) => message).join(' ')}`,
      'Set what is missing, then try again.',
    );
  if (config?.store === undefined) {
    const { openSqlite } = await import('./sqlite.ts');
    return openSqlite(join(base, '.firedrill'), ports);
  }
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres(config.store.postgres, ports);
}
