import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ms } from '../../src/domain/units.ts';
import type { UndoEntry, UndoHeader } from '../../src/domain/undo.ts';
import type { State } from '../../src/ports/state.ts';

/** A folder that is gone when disposed. */
export async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'fd-record-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A state that is gone, folder and all, when disposed. */
export async function stateOf(open: (directory: string) => State): Promise<State> {
  const place = await folder();
  const state = open(join(place.path, 'state'));
  return {
    ...state,
    [Symbol.dispose]: () => {
      state[Symbol.dispose]();
      void place[Symbol.asyncDispose]();
    },
  };
}

export const header: UndoHeader = {
  kind: 'run',
  schemaVersion: 1,
  run: '7k2m4p',
  experiment: 'slow-payments',
  file: 'slow-payments.yaml',
  folder: '/experiments',
  budget: ms(30_000),
  wall: '2026-11-24T12:00:00.000Z',
};

export const prepared = (n: number, more: Partial<UndoEntry> = {}): UndoEntry => ({
  kind: 'prepared',
  n,
  fault: `fault-${n}`,
  type: 'slow',
  group: 'payments',
  targets: ['payments – λ'],
  undo: { n },
  manual: `undo ${n}`,
  env: [],
  ...more,
});
