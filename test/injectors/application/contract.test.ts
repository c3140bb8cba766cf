import { injectorContract } from '../../contract/injector.ts';
import { FakeProcesses } from '../../fakes/processes.ts';
import { kindOf, ports, specOf } from '../programs.ts';

injectorContract('application, on a machine in memory', async () => {
  const table = new FakeProcesses();
  return {
    kind: kindOf('application'),
    spec: specOf('application', { argv: ['shop'], cwd: '/srv', env: { PORT: '8080' } }),
    ports: { ...ports, processes: table },
    snapshot: async () => [...table.running.keys()],
    async [Symbol.asyncDispose]() {},
  };
});
