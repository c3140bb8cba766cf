/** Four schedulers, each with connections of its own, on one real PostgreSQL and one real clock; two jobs that are due in the same instant. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { keepSchedule } from '../../src/schedule/scheduler.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { FakeRuns } from '../fakes/runs.ts';
import { until } from '../process/programs.ts';
import { startPostgres, type RealPostgres } from '../store/postgres.ts';
import { systemProgram } from '../system.ts';
import { job, place, scheduleOf } from './places.ts';

const initdb = systemProgram('initdb');
const daily = { kind: 'at', cron: '0 10 * * *', jitter: ms(0) } as const;
const schedule = scheduleOf(job({ when: daily }), job({ job: 'other', when: daily }));
const day = 24 * 3_600_000;
const opening = (address: string): Promise<Store> => openPostgres(address, { clock: systemClock, say: () => undefined });

describe.skipIf(initdb === undefined)('schedulers that share a PostgreSQL', () => {
  let server: RealPostgres;
  beforeAll(async () => void (server = await startPostgres(initdb ?? '')));
  afterAll(async () => server?.[Symbol.asyncDispose]());

  test(
    'run each slot once at most, one at a time, and one of two that are due at once; also when the server went away meanwhile',
    { timeout: 120_000 },
    async () => {
      const address = await server.address();
      const runs = new FakeRuns(systemClock);
      let most = 0;
      runs.course = () => {
        most = Math.max(most, runs.running + 1);
        return { lasts: 400 };
      };
      // A second and a half before ten.
      let shift = Date.UTC(2026, 11, 7, 10) - 1500 - Date.now();
      await using stores = new AsyncDisposableStack();
      const operator = new AbortController();
      const keeping = [1, 2, 3, 4].map(async (pid) => {
        const store = stores.use(await opening(address));
        const shared = { alive: async () => true, clock: systemClock, wall: { now: () => Date.now() + shift }, runs, store: async () => store };
        return keepSchedule(place({ schedule, pid, desk: shared }).desk, operator.signal);
      });
      const looking = stores.use(await opening(address));
      const over = async (): Promise<number> =>
        (await looking.steps('weekly', '2026-01-01T00:00:00.000Z')).filter(({ kind }) => kind === 'finished' || kind === 'skipped').length;
      for (const round of [1, 2, 3]) {
        await until(`both slots of day ${round} are over`, async () => (await over()) === 2 * round, 30_000);
        if (round === 3) break;
        if (round === 2) await server.stop();
        shift += day - 8000;
        if (round === 2) await new Promise((resolve) => setTimeout(resolve, 9000)).then(() => server.start());
      }
      operator.abort({ kind: 'signal', signal: 'SIGTERM' });
      await Promise.all(keeping);
      const begun = runs.started.map(({ slot }) => `${slot.job} ${slot.slot}`);
      expect(new Set(begun).size, begun.join(', ')).toBe(begun.length);
      expect(begun.filter((slot) => slot.includes('12-07')).length).toBeGreaterThanOrEqual(1);
      expect(begun.length).toBeGreaterThanOrEqual(3);
      expect(most).toBe(1);
      const claims = (await looking.steps('weekly', '2026-01-01T00:00:00.000Z')).filter(({ kind }) => kind === 'claimed');
      expect(claims).toHaveLength(6);
    },
  );
});
