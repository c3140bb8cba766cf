/** A real PostgreSQL on a free loopback port, with its data in a folder of its own, of which no power cut is survived; it refuses to be root, and then is nobody. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../ports.ts';
import { until } from '../process/programs.ts';

export const password = 'secret%/pass';

export interface RealPostgres extends AsyncDisposable {
  /** An empty database of its own each time. */
  address(more?: string): Promise<string>;
  readonly folder: string;
  /** Asks as the owner of everything. */
  ask(sql: string, address?: string): Promise<readonly unknown[]>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The user that Debian calls nobody. */
const nobody = { uid: 65_534, gid: 65_534 };
const root = process.getuid?.() === 0;
const unprivileged = root ? nobody : {};

/** @param initdb the program that makes its folder; the server lies beside it. */
export async function startPostgres(initdb: string): Promise<RealPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'fd-postgres-'));
  await writeFile(join(folder, 'password'), password);
  if (root) for (const path of [folder, join(folder, 'password')]) await chown(path, nobody.uid, nobody.gid);
  const data = join(folder, 'data');
  const args = ['-D', data, '-U', 'firedrill', '-A', 'scram-sha-256', `--pwfile=${join(folder, 'password')}`, '-E', 'UTF8', '--no-locale', '--no-sync'];
  await promisify(execFile)(initdb, args, { cwd: folder, ...unprivileged });
  await certificate(data);
  const port = await freePort();
  const at = (database: string): string => `postgres://firedrill:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  let child: ReturnType<typeof spawn>;
  let databases = 0;
  const ask = async (sql: string, address = at('postgres')): Promise<readonly unknown[]> => {
    const client = new Client({ connectionString: address });
    await client.connect();
    try {
      return (await client.query<object>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const server: RealPostgres = {
    folder,
    ask,
    address: async (more = '') => {
      databases += 1;
      await ask(`create database d${databases}`);
      return `${at(`d${databases}`)}${more}`;
    },
    start: async () => {
      const settings = [
        'listen_addresses=127.0.0.1',
        `port=${port}`,
        `unix_socket_directories=${folder}`,
        'ssl=on',
        'max_connections=60',
        'fsync=off',
        'full_page_writes=off',
      ];
      child = spawn(join(dirname(initdb), 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], { stdio: 'ignore', ...unprivileged });
      await until('PostgreSQL answers', () => ask('select 1').then(() => true, () => false), 20_000); // prettier-ignore
    },
    stop: async () => {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGINT')) await ended;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
  await server.start();
  return server;
}

/** For `localhost`, signed by itself. */
async function certificate(data: string): Promise<void> {
  const args = '-new -x509 -days 2 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -out server.crt -keyout server.key';
  await promisify(execFile)('openssl', ['req', ...args.split(' ')], { cwd: data, ...unprivileged });
}
