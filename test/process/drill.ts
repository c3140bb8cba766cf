/** One drill of the process tests: the real command line on a small real target, and the world as it is afterwards. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { freePort } from '../ports.ts';
import { configOf, experimentOf, flagOf, type Changes, type Places } from './experiment.ts';
import { expectGone, toxicsOn } from './outside.ts';
import { firedrill } from './programs.ts';
import { follow, type Running } from './running.ts';

/** Where the embedded proxy that a drill is put on answers. */
export interface Proxy {
  readonly api: string;
}

/** A drill on a target of its own. */
export interface Drill extends Running {
  readonly places: Places;
  mode(mode: string): Promise<void>;
}

export interface DrillOptions {
  /** The embedded proxy to put a proxy of this drill on; without one the run starts its own. */
  readonly proxy?: Proxy;
  readonly changes?: (places: Places) => Changes;
  readonly args?: readonly string[];
  /** Done in its folder before it starts. */
  readonly before?: (places: Places) => void;
}

/** Lays a drill out in a folder of its own and starts it. The path is short, because a Unix socket's ends at 108 bytes. */
export async function startDrill(options: DrillOptions = {}): Promise<Drill> {
  const places = await layOut(options);
  const state = join(places.folder, 's');
  options.before?.(places);
  const cli = firedrill({ cwd: places.folder, state }, 'run', 'drill.json', ...(options.args ?? ['--json']));
  const mode = async (how: string): Promise<void> => void (await fetch(`http://127.0.0.1:${places.targetPort}/mode/${how}`).catch(() => undefined));
  return { ...follow(places.folder, state, cli), places, mode };
}

/** A drill's files in a folder of its own. */
export async function layOut({ proxy, changes }: DrillOptions): Promise<Places> {
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  const [proxyPort, targetPort] = [await freePort(), await freePort()];
  const api = proxy?.api ?? `http://127.0.0.1:${await freePort()}`;
  const places = { folder, api, proxy: `p${targetPort}`, proxyPort, targetPort };
  writeFileSync(join(folder, 'drill.json'), experimentOf(places, changes?.(places) ?? {}));
  writeFileSync(join(folder, 'firedrill.config.yaml'), configOf(places));
  if (proxy !== undefined) await addProxy(places);
  return places;
}

async function addProxy({ api, proxy, proxyPort, targetPort }: Places): Promise<void> {
  const body = JSON.stringify({ name: proxy, listen: `127.0.0.1:${proxyPort}`, upstream: `127.0.0.1:${targetPort}`, enabled: true });
  const answer = await fetch(`${api}/proxies`, { method: 'POST', body });
  expect(answer.status).toBe(201);
}

const runsOf = (folder: string): string => join(folder, '.firedrill', 'runs');

/** The one run of a folder. */
export function runIn(folder: string): string {
  const [run, ...others] = readdirSync(runsOf(folder));
  expect(others).toEqual([]);
  return run ?? '';
}

/** The whole record of a run; a torn line would throw. */
export function recordOf(folder: string, run: string): readonly Event[] {
  const lines = readFileSync(join(runsOf(folder), run, 'events.ndjson'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Event);
}

/** No fault is in the world, nothing of the run lives on, its sockets and its locks are gone. */
export async function expectNothingLeft({ places, state }: Pick<Drill, 'places' | 'state'>, run: string = runIn(places.folder)): Promise<void> {
  expect(await toxicsOn(places.api, places.proxy)).toEqual([]);
  expect(existsSync(flagOf(places.folder)), 'the flag is gone').toBe(false);
  await expectGone(run, state);
}

/** The last line of the record is run.finished, and no other line is; gives it back. */
export function expectFinished(folder: string): Extract<Event, { readonly kind: 'run.finished' }> {
  const record = recordOf(folder, runIn(folder));
  const last = record.at(-1);
  expect(record.map(({ kind }) => kind).filter((kind) => kind === 'run.finished')).toHaveLength(1);
  if (last?.kind !== 'run.finished') throw new Error(`the record ends with ${last?.kind}`);
  return last;
}
