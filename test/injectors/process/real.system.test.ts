import { existsSync } from 'node:fs';
import { writeFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMarked } from '../../../src/injectors/marked.ts';
import { injectorContract, type InjectorStage } from '../../contract/injector.ts';
import { freePort } from '../../ports.ts';
import { elsewhere, endAll, kindOf, newToken, ports, processes, serverCommand, specOf, start, withToken } from '../programs.ts';

const count = async (token: string): Promise<number> => (await withToken(token)).length;

/** A server, and the spec that its pid, port and command line make. */
async function server(
  type: string,
  spec: (target: { pid: number; port: number; token: string; argv: string[] }) => object,
  snapshot: (token: string) => Promise<unknown> = count,
): Promise<InjectorStage> {
  const [port, token] = [await freePort(), newToken()];
  const argv = serverCommand(port, token);
  const pid = await start(argv);
  return {
    kind: kindOf(type),
    spec: specOf(type, spec({ pid, port, token, argv })),
    ports,
    snapshot: () => snapshot(token),
    elsewhere: elsewhere(type),
    [Symbol.asyncDispose]: () => endAll(token),
  };
}

injectorContract('process.kill of a listening port, started again', () => server('process.kill', ({ port, argv }) => ({ port, restart: argv })));

injectorContract('process.kill of a command line, with SIGTERM', () =>
  server('process.kill', ({ argv, token, port }) => ({ command: ['node', '-e', '*', String(port), token], signal: 'TERM', restart: argv })),
);

injectorContract('process.kill of what a supervisor brings back', async () => {
  const [port, token] = [await freePort(), newToken()];
  const supervisor = `const again = () => require('node:child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] }).on('exit', () => setTimeout(again, 300)); again();`;
  const pid = await start([process.execPath, '-e', supervisor, '--', ...serverCommand(port, token)]);
  const supervised = async (): Promise<number> => (await withToken(token)).filter((one) => one.pid !== pid).length;
  return {
    kind: kindOf('process.kill'),
    spec: specOf('process.kill', { port, recovers: true }),
    ports,
    snapshot: supervised,
    elsewhere: elsewhere('process.kill'),
    [Symbol.asyncDispose]: async () => {
      const stat = await processes.stat(pid);
      if (stat !== undefined) processes.signal(stat, 'SIGKILL');
      await endAll(token);
    },
  };
});

injectorContract('process.pause of a pid file', async () => {
  const file = join(tmpdir(), `${newToken()}.pid`);
  const states = async (token: string): Promise<unknown> => (await withToken(token)).map(({ pid, state }) => [pid, state === 'T']);
  const stage = await server('process.pause', () => ({ 'pid-file': file }), states);
  const [[pid]] = (await stage.snapshot()) as [[number]];
  await writeFile(file, `${pid}\n`);
  return {
    ...stage,
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      await rm(file, { force: true });
    },
  };
});

injectorContract('process.stress', async () => {
  const run = newToken().slice(8, 16);
  const left = async (): Promise<unknown> => [(await findMarked(processes, `fd-${run}-1`)).length, existsSync(join(tmpdir(), `fd-${run}-1`))];
  const stage = await server('process.stress', ({ port }) => ({ port, cpu: 1, memory: '2MiB' }), left);
  return { ...stage, kind: kindOf('process.stress', run) };
});
