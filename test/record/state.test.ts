import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openState } from '../../src/record/state.ts';
import { stateContract } from '../contract/state.ts';
import { FakeState } from '../fakes/state.ts';
import { activeRun } from './active-run.ts';
import { folder, stateOf } from './places.ts';

stateContract('the state in SQLite', () => stateOf(openState));
stateContract('the fake state', async () => new FakeState());

/** Starts a process that waits for the file `go`, and then for the lock; `said` is what it says in the end. */
async function racer(directory: string, run: string): Promise<{ readonly said: Promise<string> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'enter.ts'), directory, run], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const last = once(child, 'exit').then(() => said.trim().split('\n').at(-1) ?? '');
  await once(child.stdout, 'data');
  return { said: last };
}

describe('the state', () => {
  test('gives one lock to exactly one of several processes, also while it is being made', async () => {
    await using place = await folder();
    const racers = await Promise.all(['a', 'b', 'c'].map((run) => racer(place.path, run)));
    await writeFile(join(place.path, 'go'), '');
    const said = await Promise.all(racers.map((one) => one.said));
    const winners = said.filter((one) => one.endsWith('has it'));
    expect(winners).toHaveLength(1);
    expect(said.filter((one) => one === `held by ${winners[0]?.[0] ?? ''}`)).toHaveLength(2);
    using state = openState(join(place.path, 'state'));
    expect(state.active()).toHaveLength(1);
  });

  test('is one for all who open it, and outlives them', async () => {
    await using place = await folder();
    const path = join(place.path, 'deep', 'state');
    {
      using one = openState(path);
      using other = openState(path);
      one.enter(activeRun('a'), ['payments']);
      one.block('incident 4711');
      expect(other.find('a')).toEqual(activeRun('a'));
      expect(other.blocked()).toBe('incident 4711');
    }
    using later = openState(path);
    expect(later.enter(activeRun('b'), ['payments'])).toEqual([{ lock: 'payments', holder: activeRun('a') }]);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  test('that cannot be opened is an error, not an empty state', () => {
    expect(() => openState('/dev/null/state')).toThrow('ENOTDIR');
  });
});
