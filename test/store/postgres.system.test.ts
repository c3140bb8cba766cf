import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/store/open.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { storeContract } from '../contract/store.ts';
import { folder } from '../record/places.ts';
import { systemProgram } from '../system.ts';
import { password, startPostgres, type RealPostgres } from './postgres.ts';
import { edit, summaryOf } from './summary.ts';
import { expectClaimedOnce } from './users.ts';

const initdb = systemProgram('initdb');
const ports = { clock: systemClock, say: () => undefined };
const open = (postgres: string): Promise<Store> => openStore({ store: { postgres }, unusable: {} }, '', ports);
const slot = { schedule: 'weekly', job: 'suite', slot: '2026-11-24T12:00:00.000Z' };

describe.skipIf(initdb === undefined)('a real PostgreSQL', () => {
  let server: RealPostgres;
  beforeAll(async () => void (server = await startPostgres(initdb ?? '')));
  afterAll(async () => server?.[Symbol.asyncDispose]());

  storeContract('a server', async () => {
    const address = await server.address();
    return { open: () => open(address), async [Symbol.asyncDispose]() {} };
  });

  test('two processes claim each of 200 slots once between them', { timeout: 60_000 }, async () => {
    await using base = await folder();
    await expectClaimedOnce(base.path, await server.address());
  });

  test('many that open an empty database at once make its schema once', async () => {
    const address = await server.address();
    const stores = await Promise.all(Array.from({ length: 8 }, () => open(address)));
    await Promise.all(stores.map((store, n) => store.put(summaryOf(`r${n}`))));
    expect(await stores[0]?.runs({})).toHaveLength(8);
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
    expect(await server.ask('select version from firedrill.version', address)).toEqual([{ version: 1 }]);
  });

  test('a schema of a newer firedrill is refused, and left as it is', async () => {
    const address = await server.address();
    await (await open(address))[Symbol.asyncDispose]();
    await server.ask('update firedrill.version set version = 99', address);
    await expect(open(address)).rejects.toMatchObject({
      message: expect.stringMatching(/^Cannot use the store: postgres 127\.0\.0\.1:\d+\/d\d+ is of version 99, and this firedrill knows 1\.$/),
      hint: 'Use a firedrill as new as the newest of those that share it.',
      exitCode: 4,
    });
    expect(await server.ask('select version from firedrill.version', address)).toEqual([{ version: 99 }]);
  });

  test('whoever may only read and write finds a schema that its owner has made', async () => {
    const address = await server.address();
    await (await open(address))[Symbol.asyncDispose]();
    await server.ask(`create role teller login password 'secret-teller'; grant usage on schema firedrill to teller; grant select, insert, update on all tables in schema firedrill to teller`, address); // prettier-ignore
    await using store = await open(address.replace(/\/\/.*@/, '//teller:secret-teller@'));
    await store.put(summaryOf('a'));
    await store.put(summaryOf('a'));
    await store.say(edit(1));
    expect([await store.runs({}), await store.said(), await store.claim(slot, 1, 'a')]).toEqual([[summaryOf('a')], [edit(1)], true]);
    const empty = (await server.address()).replace(/\/\/.*@/, '//teller:secret-teller@');
    await expect(open(empty)).rejects.toMatchObject({
      message: expect.stringMatching(/: permission denied for database d\d+\.$/),
      hint: 'Grant the user CREATE on the database, or let its owner make the schema: create schema firedrill authorization <user>.',
    });
  });

  test('a server that goes away and comes back is asked again by who has it open; what it was told is there', async () => {
    const address = await server.address();
    await using store = await open(address);
    await store.put(summaryOf('a'));
    await server.stop();
    await expect(store.put(summaryOf('b'))).rejects.toMatchObject({
      message: expect.stringMatching(/^Cannot use the store: postgres 127\.0\.0\.1:\d+\/d\d+: connect ECONNREFUSED 127\.0\.0\.1:\d+\.$/),
      hint: 'Runs do not need it, and are remembered when it answers again.',
    });
    await server.start();
    await store.put(summaryOf('c'));
    expect((await store.runs({})).map(({ run }) => run)).toEqual(['c', 'a']);
  });

  test('a connection that the server ends is replaced by another, and a claim is made once', async () => {
    const address = await server.address();
    await using store = await open(address);
    await store.runs({});
    await server.ask(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'firedrill' and datname = current_database()`, address);
    expect(await store.claim(slot, 1, 'a')).toBe(true);
    expect(await store.claim(slot, 2, 'a')).toBe(false);
  });

  test('a claim whose answer is lost on its way is asked again, and made once', async () => {
    const address = await server.address();
    let claims = 0;
    await using between = createServer((near) => {
      const far = connect(Number(new URL(address).port), '127.0.0.1');
      let deaf = false;
      near.on('data', (bytes) => {
        if (bytes.includes('insert into firedrill.steps')) deaf = (claims += 1) === 1;
        far.write(bytes);
      });
      // The server has done it, and nobody hears of that.
      far.on('data', (bytes) => (deaf && bytes.includes('INSERT 0 1') ? near.destroy() : near.write(bytes)));
      for (const [one, other] of [[near, far], [far, near]] as const) one.on('error', () => undefined).on('close', () => other.destroy()); // prettier-ignore
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    const where = between.address();
    await using store = await open(address.replace(/:\d+\//, `:${typeof where === 'object' && where !== null ? where.port : 0}/`));
    expect([await store.claim(slot, 1, 'a'), claims]).toEqual([true, 2]);
    expect(await store.steps('weekly', '')).toHaveLength(1);
    expect(await store.claim(slot, 1, 'a')).toBe(false);
  });

  test('a claim that waits for too long fails, and does not happen later', async () => {
    const address = await server.address();
    await using store = await openPostgres(address, ports, { connect: ms(5000), answer: ms(300) });
    const holding = server.ask('begin; lock table firedrill.steps; select pg_sleep(1.5); commit', address);
    await expect
      .poll(() => server.ask(`select 1 from pg_locks where mode = 'AccessExclusiveLock' and relation = 'firedrill.steps'::regclass`, address))
      .toHaveLength(1);
    await expect(store.claim(slot, 1, 'a')).rejects.toThrow(': canceling statement due to statement timeout.');
    await holding;
    expect([await store.steps('weekly', ''), await store.claim(slot, 2, 'b')]).toEqual([[], true]);
  });

  test('a wrong password is said without the password', async () => {
    const address = (await server.address()).replace(encodeURIComponent(password), 'secret-wrong');
    const error: unknown = await open(address).catch((one: unknown) => one);
    expect(error).toMatchObject({
      message: expect.stringMatching(/: password authentication failed for user "firedrill"\.$/),
      hint: 'Correct the user or the password in the address.',
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret-wrong');
  });

  test('the certificate is verified as soon as the address asks for TLS, whatever its word for it', async () => {
    const root = `&sslrootcert=${join(server.folder, 'data', 'server.crt')}`;
    for (const mode of ['require', 'verify-full']) {
      await expect(open(await server.address(`?sslmode=${mode}`)), mode).rejects.toThrow(/self-signed certificate/);
      const address = await server.address(`?sslmode=${mode}${root}`);
      await using store = await open(address);
      expect(await store.runs({})).toEqual([]);
      const encrypted = `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'firedrill' and datname = current_database()`;
      expect(await server.ask(encrypted, address.replace(/\?.*/, ''))).toEqual([{ ssl: true }]);
    }
    await using store = await open(await server.address('?sslmode=no-verify'));
    expect(await store.runs({})).toEqual([]);
  });
});

test('a server that takes the connection and says nothing is waited for no longer than it may take', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const opening = openPostgres(`postgres://ana:secret@127.0.0.1:${port}/team`, ports, { connect: ms(200), answer: ms(200) });
  await expect(opening).rejects.toMatchObject({
    message: `Cannot use the store: postgres 127.0.0.1:${port}/team: Connection terminated due to connection timeout.`,
  });
  silent.close();
});

test('what is no address is said without it', async () => {
  for (const address of ['secret', 'mysql://ana:secret@host/team', 'postgres://ana:secret@host:port/team']) {
    const error: unknown = await open(address).catch((one: unknown) => one);
    expect(error).toMatchObject({ message: 'Cannot use the store: store.postgres is no address.' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
  }
});
