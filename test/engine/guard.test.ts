/** The guardian is the second witness of the undo record: it restores by its memory where the disk is lost. */
import { expect, test } from 'vitest';
import type { UndoLine } from '../../src/domain/undo.ts';
import { drill, fault, hangs, interrupt, once, planOf, worldWith } from './rig.ts';

test('the guardian is told every undo line, the header first, in the order of the file', async () => {
  const world = worldWith();
  await drill(planOf([fault('slow'), fault('cut')]), world);
  expect(world.guardians.told).toEqual(world.records.undo);
  expect(world.guardians.told[0]).toMatchObject({ kind: 'run', run: 'fake01', experiment: 'trial' });
  expect(world.guardians.told).toHaveLength(7);
});

test('it knows of a change before the disk does, and before the act', async () => {
  const world = worldWith();
  const slow = world.fault('slow');
  const known: { disk?: readonly UndoLine[]; act?: readonly UndoLine[] } = {};
  world.records.beforeUndo = async (line) => {
    if (line.kind === 'prepared') known.disk = [...world.guardians.told];
  };
  slow.onApply = async (n) => {
    known.act = [...world.guardians.told];
    return slow.put(n);
  };
  await drill(planOf([fault('slow')]), world);
  expect(known.disk).toMatchObject([{ kind: 'run' }, { kind: 'prepared', n: 1, fault: 'slow' }]);
  expect(known.act).toEqual(known.disk);
});

test('it hears that a fault is out though the disk takes no line any more', async () => {
  const world = worldWith();
  once(
    world,
    (event) => event.kind === 'fault.present',
    () => {
      world.records.beforeUndo = () => Promise.reject(new Error('the record cannot be written: it was deleted'));
      world.records.break('ENOENT: no such file or directory');
    },
  );
  const { verdict, of } = await drill(planOf([fault('slow')]), world);
  expect(verdict).toMatchObject({ outcome: 'aborted', exitCode: 3, because: 'the record could not be written: ENOENT: no such file or directory' });
  expect(of('fault.restored')).toHaveLength(1);
  expect(world.guardians.told.at(-1)).toMatchObject({ kind: 'restored', n: 1 });
});

test('a disk that never takes a line keeps nothing from it, and nothing is applied', async () => {
  const world = worldWith();
  const operator = new AbortController();
  world.records.beforeUndo = hangs;
  once(
    world,
    (event) => event.kind === 'baseline.measured',
    () => void world.clock.sleep(planOf([]).experiment.baseline.for).then(() => interrupt(operator)),
  );
  await drill(planOf([fault('slow')]), world, operator);
  expect(world.guardians.told).toMatchObject([{ kind: 'run' }, { kind: 'prepared', n: 1 }, { kind: 'dropped', n: 1 }]);
  expect(world.acts).not.toContain('apply slow 1');
});
