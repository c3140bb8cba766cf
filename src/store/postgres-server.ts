/** A server as a thing that may be slow, away, or back again; the one place that knows its client. */
import { Client, DatabaseError, Pool, type ClientBase, type QueryResult } from 'pg';
import { credentialsRedactor } from '../domain/redact.ts';
import { ms, type Ms } from '../domain/units.ts';
import { CannotRemember } from './cannot-remember.ts';
import type { StorePorts } from './open.ts';

/** How long a call waits, to connect and for its answer; the server gives up before we do, so that what we call failed does not happen later. */
export interface Patience {
  readonly connect: Ms;
  readonly answer: Ms;
}
const patience: Patience = { connect: ms(5000), answer: ms(5000) };

export class PostgresServer implements AsyncDisposable {
  /** For people, without credentials. */
  readonly where: string;
  readonly #pool: Pool;
  readonly #redact: (text: string) => string;
  readonly #clock: StorePorts['clock'];

  /** @throws CannotRemember where the address is none. */
  constructor(address: string, { clock }: StorePorts, { connect, answer }: Patience = patience) {
    const connectionString = strict(address);
    const { host, port, database, password } = read(connectionString);
    this.where = `postgres ${host.startsWith('/') ? host : `${host}:${port}`}/${database ?? ''}`;
    this.#redact = credentialsRedactor([address, password ?? '', encodeURIComponent(password ?? '')]);
    this.#clock = clock;
    // Two at most: a scheduler asks one thing at a time, and a team has many of them.
    this.#pool = new Pool({
      ...{ connectionString, max: 2, allowExitOnIdle: true, keepAlive: true, application_name: 'firedrill' },
      connectionTimeoutMillis: connect,
      statement_timeout: answer,
      idle_in_transaction_session_timeout: answer,
      query_timeout: answer * 1.2,
    });
    // An idle connection that the server closes is no mistake: the next call opens another.
    this.#pool.on('error', heard);
  }

  /** Asks; what is asked must bear to be asked twice, since an answer may be lost on its way. @throws CannotRemember in words. */
  query(sql: string, values: readonly unknown[]): Promise<QueryResult> {
    return this.use((client) => client.query(sql, [...values]));
  }

  /** Does something on one connection, and once more on a fresh one where that was lost. @throws CannotRemember in words. */
  async use<T>(act: (client: ClientBase) => Promise<T>): Promise<T> {
    try {
      return await this.#once(act).catch((error: unknown) => (isLost(error) ? this.#once(act) : Promise.reject(error)));
    } catch (error) {
      if (error instanceof CannotRemember) throw error;
      throw new CannotRemember(`${this.where}: ${this.#redact(wordsOf(error))}`, wayOut(error));
    }
  }

  async #once<T>(act: (client: ClientBase) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    // A connection that ends under a question says so twice: by the question, and by an event that would end the process if nobody heard it.
    client.on('error', heard);
    let broken = true;
    try {
      const result = await act(client);
      broken = false;
      return result;
    } finally {
      client.release(broken);
      client.off('error', heard);
    }
  }

  /** A server that does not hear the goodbye keeps nobody. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new AbortController();
    const ending = this.#pool.end().catch(() => undefined);
    await Promise.race([ending, this.#clock.sleep(ms(1000), ended.signal)]);
    ended.abort();
  }
}

const heard = (): void => undefined;

/** As this client means them: with `prefer` and `require` too the certificate is verified, and it would print a warning that other versions may not. */
const strict = (address: string): string =>
  /[?&]uselibpqcompat=/.test(address) ? address : address.replace(/([?&]sslmode=)(prefer|require|verify-ca)\b/, '$1verify-full');

/** The cause is left out: it would carry the address, and the password with it. */
function read(connectionString: string): Pick<Client, 'host' | 'port' | 'database' | 'password'> {
  try {
    if (/^postgres(ql)?:\/\//.test(connectionString)) return new Client({ connectionString });
  } catch {
    // Said below.
  }
  throw new CannotRemember(
    'store.postgres is no address',
    'Write it as postgres://user:password@host:5432/database, in the environment variable that the config names.',
  );
}

/** Without a code of the server the connection itself failed; 08 and 57P are its words for the same (PostgreSQL, appendix A). */
function isLost(error: unknown): boolean {
  if (error instanceof DatabaseError) return /^(08|57P)/.test(error.code ?? '');
  return error instanceof Error && !(error instanceof CannotRemember) && !/time/.test(error.message);
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error.message;
}

function wayOut(error: unknown): string {
  const code = error instanceof DatabaseError ? (error.code ?? '') : '';
  if (code.startsWith('28')) return 'Correct the user or the password in the address.';
  if (code === '42501') return 'Grant the user CREATE on the database, or let its owner make the schema: create schema firedrill authorization <user>.';
  if (code === '3D000') return 'Create the database: createdb <name>.';
  return 'Runs do not need it, and are remembered when it answers again.';
}
