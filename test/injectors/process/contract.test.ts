import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { injectorContract, type InjectorStage } from '../../contract/injector.ts';
import { FakeProcesses } from '../../fakes/processes.ts';
import { kindOf, newToken, ports, specOf } from '../programs.ts';

/** A machine in memory with one server on it. */
function machine(type: string, written: object): InjectorStage & { readonly table: FakeProcesses } {
  const table = new FakeProcesses();
  const argv = ['/usr/bin/node', 'main.ts', '8080'];
  const serve = (): unknown => table.add({ argv, ports: [8080] });
  serve();
  table.pidFiles.set('/run/app.pid', { pid: 1001, written: 1e9 });
  table.onSpawn = (_, born) => {
    table.running.delete(born.pid);
    serve();
  };
  return {
    table,
    kind: kindOf(type),
    spec: specOf(type, written),
    ports: { ...ports, processes: table },
    snapshot: async () => [...table.running.values()].map(({ state, argv: line }) => ({ state, line })),
    async [Symbol.asyncDispose]() {},
  };
}

const command = ['node', '*.ts', '80*'];

injectorContract('process.kill with restart, on a machine in memory', async () => machine('process.kill', { command, restart: ['node', 'main.ts'] }));

injectorContract('process.kill with a supervisor, on a machine in memory', async () => {
  const stage = machine('process.kill', { port: 8080, recovers: true });
  stage.table.onEnd = ({ argv, ports: held }) => void stage.table.add({ argv, ports: held });
  return stage;
});

injectorContract('process.pause, on a machine in memory', async () => machine('process.pause', { 'pid-file': '/run/app.pid' }));

injectorContract('process.stress, on a machine in memory', async () => {
  const run = newToken().slice(8, 16);
  const stage = machine('process.stress', { port: 8080, cpu: 2, memory: '64MiB' });
  stage.table.onSpawn = ({ stdout }) => void (stdout !== undefined && writeFile(stdout, 'burning\n'));
  return { ...stage, kind: kindOf('process.stress', run), snapshot: async () => [await stage.snapshot(), existsSync(join(tmpdir(), `fd-${run}-1`))] };
});
