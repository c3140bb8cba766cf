import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { StateDamaged } from '../../src/domain/state-damaged.ts';
import { openState } from '../../src/record/state.ts';
import { lookAtState, openStateIfPossible } from '../../src/record/tolerant-state.ts';
import { stateContract } from '../contract/state.ts';
import { activeRun } from './active-run.ts';
import { damage, everyDamage, says } from './damage.ts';
import { folder, stateOf } from './places.ts';

stateContract('the state that may be damaged', () => stateOf(openStateIfPossible));

describe('a state that cannot be used', () => {
  test.each(everyDamage)('because it %s knows of no run, takes none, and says why and what to do', async (how) => {
    await using place = await folder();
    damage(place.path, how);
    using state = openStateIfPossible(place.path);
    expect([state.active(), state.find('a'), state.blocked()]).toEqual([[], undefined, undefined]);
    for (const change of [() => state.enter(activeRun('a'), []), () => state.leave('a'), () => state.block('x'), () => state.unblock()])
      expect(change).toThrow(StateDamaged);
    const file = join(place.path, 'state.db');
    expect(state.damage()).toMatchObject({
      why: `${place.path}/${says[how]}`,
      hint: `Once no run is alive: mv ${file} ${file}.damaged. A new one is made, which holds no target and lists no run of other checkouts.`,
      exitCode: 4,
    });
    expect(lookAtState(place.path).damage()?.why).toContain(says[how]);
  });

  test('because its folder cannot be made names the folder', () => {
    using state = openStateIfPossible('/dev/null/state');
    expect(state.damage()).toMatchObject({ why: expect.stringContaining('/dev/null/state: ENOTDIR'), hint: expect.stringContaining('XDG_STATE_HOME') });
  });

  test('is seen to be so after it was opened, and in the middle of the file', async () => {
    await using place = await folder();
    using state = openStateIfPossible(place.path);
    for (let n = 0; n < 200; n += 1) state.enter(activeRun(`run-${n}`), [`lock ${n}`]);
    expect(state.damage()).toBeUndefined();
    await using file = await open(join(place.path, 'state.db'), 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size - 4096, 'x'), 0, size - 4096, 4096);
    using later = openStateIfPossible(place.path);
    expect(later.damage()?.why).toContain('malformed');
    expect(later.active()).toEqual([]);
  });

  test('because a run in it cannot be read says so', async () => {
    await using place = await folder();
    using good = openState(place.path);
    good.enter(activeRun('a'), []);
    using database = new DatabaseSync(join(place.path, 'state.db'));
    database.exec(`update runs set active = '{"run":'`);
    using state = openStateIfPossible(place.path);
    expect(state.active()).toEqual([]);
    expect(state.damage()?.why).toBe(`${place.path}/state.db: it holds a run that cannot be read: {"run":`);
  });

  test('because another process is at it for too long is not damaged: what it holds is still true', async () => {
    await using place = await folder();
    using state = openStateIfPossible(place.path);
    using other = new DatabaseSync(join(place.path, 'state.db'));
    other.exec('begin exclusive');
    expect(() => state.find('a')).toThrow('database is locked');
    other.exec('rollback');
    expect(state.damage()).toBeUndefined();
  });
});

test('looking at a state that is not there makes none', async () => {
  await using place = await folder();
  const none = lookAtState(join(place.path, 'none'));
  expect([none.damage(), none.blocked()]).toEqual([undefined, undefined]);
  await expect(open(join(place.path, 'none'))).rejects.toThrow('ENOENT');
  await writeFile(join(place.path, 'file'), '');
  expect(lookAtState(join(place.path, 'file')).damage()?.why).toContain('/file: ');
});
