/** The store that a team shares: a schema of its own in a PostgreSQL database. Any number of machines may use it at once. */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RunSummary } from '../domain/memory/run-summary.ts';
import { dueOf, type SlotStep } from '../domain/memory/step.ts';
import type { RunQuery, Store } from '../ports/store.ts';
import type { StorePorts } from './open.ts';
import { migrate } from './postgres-migrations.ts';
import { PostgresServer, type Patience } from './postgres-server.ts';
import { editsIn, runsIn, stepsIn } from './rows.ts';

/**
 * Opens the schema `firedrill` at an address, making it where there is none.
 * @throws CannotRemember where it cannot be reached, may not be made, or is of a newer version.
 */
export async function openPostgres(address: string, ports: StorePorts, patience?: Patience): Promise<Store> {
  const server = new PostgresServer(address, ports, patience);
  try {
    await server.use((client) => migrate(client, server.where));
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return storeOn(server);
}

function storeOn(server: PostgresServer): Store {
  return {
    where: server.where,
    put: (run) => put(server, run),
    known: (runs) => known(server, runs),
    runs: async (query) => runsIn(await texts(server, ...select(query))),
    say: async (edit) => say(server, JSON.stringify(edit)),
    said: async () => editsIn(await texts(server, 'select edit as text from firedrill.edits order by id')),
    claim: ({ schedule, job, slot }, at, by) => add(server, { kind: 'claimed', schedule, job, slot, at, by }),
    step: async (step) => void (await add(server, step)),
    steps: async (schedule, since) =>
      stepsIn(await texts(server, 'select step as text from firedrill.steps where schedule = $1 and due >= $2 order by id', schedule, since)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Of a record that grows, the longer reading stays: two machines may put what they have read at different times. */
async function put(server: PostgresServer, run: RunSummary): Promise<void> {
  const sql = `insert into firedrill.runs as old (run, experiment, started, recorded, summary) values ($1, $2, $3, $4, $5)
    on conflict (run) do update set experiment = excluded.experiment, started = excluded.started, recorded = excluded.recorded, summary = excluded.summary
    where excluded.recorded >= old.recorded`;
  await server.query(sql, [run.run, run.experiment, run.started, run.recorded ?? 0, JSON.stringify(run)]);
}

async function known(server: PostgresServer, runs: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await server.query('select run, recorded::float8 as recorded from firedrill.runs where run = any($1)', [runs]);
  const known = z.array(z.object({ run: z.string(), recorded: z.number() })).parse(rows);
  return new Map(known.map(({ run, recorded }) => [run, recorded]));
}

function select({ experiment, since, limit }: RunQuery): [string, ...(string | number | null)[]] {
  const sql = `select summary::text as text from firedrill.runs where ($1::text is null or experiment = $1) and ($2::text is null or started >= $2)
    order by started desc, run collate "C" desc limit $3`;
  return [sql, experiment ?? null, since ?? null, limit ?? null];
}

/** By its digest, since a long text has no place in an index. */
async function say(server: PostgresServer, edit: string): Promise<void> {
  const digest = createHash('sha256').update(edit).digest('hex');
  await server.query('insert into firedrill.edits (edit, digest) values ($1, $2) on conflict do nothing', [edit, digest]);
}

/**
 * Writes a step, of a claim the first alone: one index allows one claim a slot, whichever machine comes first.
 * The token tells our own row from that of another, where the answer to the first try was lost.
 */
async function add(server: PostgresServer, step: SlotStep): Promise<boolean> {
  const token = randomUUID();
  return server.use(async (client) => {
    const sql = `insert into firedrill.steps (token, schedule, job, slot, due, kind, step) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`;
    const { rowCount } = await client.query(sql, [token, step.schedule, step.job, step.slot, dueOf(step), step.kind, JSON.stringify(step)]);
    if (rowCount === 1) return true;
    return (await client.query('select 1 from firedrill.steps where token = $1', [token])).rowCount === 1;
  });
}

async function texts(server: PostgresServer, sql: string, ...values: readonly (string | number | null)[]): Promise<readonly string[]> {
  const { rows } = await server.query(sql, values);
  return z
    .array(z.object({ text: z.string() }))
    .parse(rows)
    .map(({ text }) => text);
}
