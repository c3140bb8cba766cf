import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The bin of this very firedrill: `bin/firedrill.js` beside `src/` and beside `dist/`. */
export const bin: string = fileURLToPath(new URL('../../bin/firedrill.js', import.meta.url));

/** `$XDG_STATE_HOME/firedrill`, by the XDG base directory specification: a relative value counts as none. */
export function stateFolder(): string {
  const given = process.env['XDG_STATE_HOME'];
  return join(given !== undefined && isAbsolute(given) ? given : join(homedir(), '.local', 'state'), 'firedrill');
}

/** Where the sockets of a run lie: its own, and its guardian's. */
export function socketOf(run: string, whose: 'runner' | 'guardian'): string {
  return join(stateFolder(), whose === 'runner' ? `${run}.sock` : `${run}.guardian.sock`);
}
