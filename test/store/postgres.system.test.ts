import { afterAll, beforeAll, describe } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { storeContract } from '../contract/store.ts';
import { systemProgram } from '../system.ts';
import { startPostgres, type RealPostgres } from './postgres.ts';

const initdb = systemProgram('initdb');

describe.skipIf(initdb === undefined)('a real PostgreSQL', () => {
  let server: RealPostgres;
  beforeAll(async () => void (server = await startPostgres(initdb ?? '')));
  afterAll(async () => server?.[Symbol.asyncDispose]());

  storeContract('a server', async () => {
    const postgres = await server.address();
    const open = () => openStore({ store: { postgres }, unusable: {} }, '', { clock: systemClock, say: () => undefined });
    return { open, async [Symbol.asyncDispose]() {} };
  });
});
