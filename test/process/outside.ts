/** What the world looks like from outside of firedrill: toxics, marked processes, sockets, the shared state. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { z } from 'zod';
import { until } from './programs.ts';

const shown = z.object({ toxics: z.array(z.object({ name: z.string() })) });

/** The toxics on a proxy; none where the proxy itself is gone. */
export async function toxicsOn(api: string, proxy: string): Promise<readonly string[]> {
  const answer = await fetch(`${api}/proxies/${proxy}`).catch(() => undefined);
  if (answer?.status !== 200) return [];
  return shown.parse(await answer.json()).toxics.map(({ name }) => name);
}

type Mark = 'FIREDRILL_OWN' | 'FIREDRILL_INJECTION';

/** Every living process that belongs to a run: its guardian (own), and whatever it started (injection). */
export function processesOf(run: string, marks: readonly Mark[] = ['FIREDRILL_OWN', 'FIREDRILL_INJECTION']): readonly number[] {
  const texts = marks.map((mark) => (mark === 'FIREDRILL_OWN' ? `${mark}=${run}\0` : `${mark}=fd-${run}-`));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => texts.some((text) => environmentOf(pid).includes(text)))
    .map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

export function socketsIn(state: string): readonly string[] {
  return readdirSync(join(state, 'firedrill')).filter((name) => name.endsWith('.sock'));
}

/** The runs that still hold something in the shared state. */
export function activeIn(state: string): readonly string[] {
  using database = new DatabaseSync(join(state, 'firedrill', 'state.db'), { readOnly: true });
  return z
    .array(z.object({ run: z.string() }))
    .parse(database.prepare('select run from runs').all())
    .map(({ run }) => run);
}

/** Nothing of a run lives on, its sockets and its locks are gone. */
export async function expectGone(run: string, state: string): Promise<void> {
  await until(`no process of run ${run}`, () => processesOf(run).length === 0, 5000);
  expect(socketsIn(state)).toEqual([]);
  expect(activeIn(state)).toEqual([]);
}
