/** Runs in folders, and the store that is made of them. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeRun } from '../record/run-folder.ts';
import { aborted, held, refuted, running } from '../report/runs.ts';
import { place, type Place } from './firedrill.ts';

export const store = (here: Place): string => join(here.path, '.firedrill', 'store.db');
export const lose = async (here: Place): Promise<void> => {
  for (const part of ['', '-wal', '-shm']) await rm(store(here) + part, { force: true });
};
export const old = (day: number): string => `2020-01-0${day}T12:00:00.000Z`;

/** Three runs that ended long ago, one that did not end, and one of today. */
export async function several(): Promise<Place> {
  const here = await place();
  await writeRun(here.path, { run: 'held22', events: held(), wall: old(1) });
  await writeRun(here.path, { run: 'refu22', events: refuted(), wall: old(3) });
  await writeRun(here.path, { run: 'abor22', events: aborted({ experiment: 'other' }), wall: old(2) });
  await writeRun(here.path, { run: 'died22', events: running(), wall: old(4) });
  await writeRun(here.path, { run: 'today2', events: held(), wall: new Date().toISOString() });
  return here;
}

export const listed = async (here: Place, ...args: string[]): Promise<readonly string[]> => {
  const { code, out, err } = await here.firedrill('runs', ...args);
  expect([code, err.replace(/^Reading \d+ runs into the store …\n/, '')]).toEqual([0, '']);
  return out.trim().split('\n').map((line) => line.split(/\s{2,}/).filter((_, column) => column !== 1).join(' | ')); // prettier-ignore
};
