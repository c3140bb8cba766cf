/** Runs that have died under their fault, laid out by hand: what `firedrill restore` finds. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState } from '../../src/record/state.ts';
import { header, prepared } from '../record/places.ts';
import { firedrill, type Cli } from './programs.ts';

export interface Left extends Disposable {
  readonly folder: string;
  readonly state: string;
  start(...args: readonly string[]): Cli;
  there(name: string): boolean;
  put(name: string): void;
  /** How many restores have begun. */
  begun(): number;
}

export const runsOf = (folder: string): string => join(folder, '.firedrill', 'runs');

/** A folder in which these runs have died under their fault; the restore of each waits for a file `go`. */
export function left(...runs: readonly string[]): Left {
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  const state = join(folder, 's');
  using opened = openState(join(state, 'firedrill'));
  for (const run of runs) {
    const record = join(runsOf(folder), run);
    mkdirSync(record, { recursive: true });
    writeFileSync(join(folder, `flag-${run}`), '');
    const restore = { run: ['sh', '-c', `echo $$ >> began; until test -e go; do sleep 0.1; done; rm -f flag-${run}`], timeout: 30_000 };
    const undo = { inject: { run: ['true'], timeout: 1000 }, restore, observe: null, needsEnv: [], folder, injection: `fd-${run}-1` };
    const lines = [{ ...header, run }, prepared(1, { fault: 'flag', type: 'command', targets: [run], undo })];
    writeFileSync(join(record, 'undo.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const gone = { pid: 1, startTime: 7 };
    opened.enter({ run, folder: record, experiment: 'drill', runner: gone, guardian: gone }, [run]);
  }
  return {
    folder,
    state,
    start: (...args) => firedrill({ cwd: folder, state }, ...args),
    there: (name) => existsSync(join(folder, name)),
    begun: () => (existsSync(join(folder, 'began')) ? readFileSync(join(folder, 'began'), 'utf8').trim().split('\n').length : 0),
    put: (name) => writeFileSync(join(folder, name), ''),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
