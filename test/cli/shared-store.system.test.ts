import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { held, refuted } from '../report/runs.ts';
import { writeRun } from '../record/run-folder.ts';
import { password, startPostgres, type RealPostgres } from '../store/postgres.ts';
import { systemProgram } from '../system.ts';
import { place, type Place } from './firedrill.ts';

const initdb = systemProgram('initdb');
const config = 'environments: { local: { production: false } }\nstore: { postgres: "${env:TEAM_STORE}" }\n';

describe.skipIf(initdb === undefined)('two checkouts that share a PostgreSQL', () => {
  let server: RealPostgres;
  beforeAll(async () => void (server = await startPostgres(initdb ?? '')));
  afterAll(async () => server?.[Symbol.asyncDispose]());

  test('each bring their own runs, list both, and make no file; a server that lost everything is filled again', { timeout: 90_000 }, async () => {
    await using here = await place();
    await using there = await place();
    for (const one of [here, there]) await one.write('firedrill.config.yaml', config);
    await writeRun(here.path, { run: 'here22', events: held(), wall: '2026-01-02T00:00:00.000Z' });
    await writeRun(there.path, { run: 'there2', events: refuted(), wall: '2026-01-01T00:00:00.000Z' });
    const address = await server.address();
    const runs = async (one: Place, ...args: string[]): Promise<readonly string[]> => {
      const { code, out, err } = await one.node([], ['runs', ...args], { TEAM_STORE: address });
      expect([code, err]).toEqual([0, '']);
      expect(out).not.toContain(encodeURIComponent(password));
      return out.trim().split('\n').map((line) => line.slice(0, 6)); // prettier-ignore
    };
    expect(await runs(here)).toEqual(['here22']);
    expect(await runs(there)).toEqual(['here22', 'there2']);
    expect(await runs(here)).toEqual(['here22', 'there2']);
    const { out } = await here.node([], ['runs', '--json', '--limit', '2'], { TEAM_STORE: address });
    expect(JSON.parse(out)).toMatchObject([
      { run: 'here22', folder: expect.stringContaining('here22') },
      { run: 'there2', outcome: 'refuted' },
    ]);
    expect(JSON.parse(out)[1]).not.toHaveProperty('folder');
    await server.ask('drop schema firedrill cascade', address);
    expect(await runs(there)).toEqual(['there2']);
    expect(await runs(here)).toEqual(['here22', 'there2']);
    expect((await here.firedrill('runs')).out).toContain('here22');
  });
});
