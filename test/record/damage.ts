/** Ways in which a user's state can be unusable, each done to its `state.db`. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const damages = {
  'holds garbage': (file: string) => writeFileSync(file, 'no database at all\n'.repeat(500)),
  'is a folder': (file: string) => mkdirSync(file),
  'leads nowhere': (file: string) => symlinkSync(file, file),
} as const;

export type Damage = keyof typeof damages;

/** What SQLite says of each, as it is shown. */
export const says: Readonly<Record<Damage, string>> = {
  'holds garbage': 'state.db: file is not a database',
  'is a folder': 'state.db: unable to open database file',
  'leads nowhere': 'state.db: unable to open database file',
};

export const everyDamage: readonly Damage[] = ['holds garbage', 'is a folder', 'leads nowhere'];

/** @param directory the folder of the state, with or without a good one. */
export function damage(directory: string, how: Damage): void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'state.db');
  rmSync(file, { recursive: true, force: true });
  damages[how](file);
}
