import type { Exec } from '../../../src/ports/exec.ts';
import { injectorContract } from '../../contract/injector.ts';
import { FakeHttp } from '../../fakes/http.ts';
import { kindOf, ports, specOf } from '../programs.ts';

injectorContract('command, on a flag in memory', async () => {
  let flag = 'off';
  const exec: Exec = {
    run: async ({ argv, signal }) => {
      if (signal?.aborted) return { end: 'cancelled', stdout: '', stderr: '' };
      if (argv[1] !== undefined) flag = argv[1];
      return { end: 'exited', code: argv[1] === undefined && flag === 'off' ? 1 : 0, stdout: '', stderr: '' };
    },
  };
  return {
    kind: kindOf('command'),
    spec: specOf('command', { inject: ['sh', 'on'], restore: ['sh', 'off'], observe: ['sh'] }),
    ports: { ...ports, exec },
    snapshot: async () => flag,
    async [Symbol.asyncDispose]() {},
  };
});

injectorContract('request, on a flag in memory', async () => {
  let slow = false;
  const http = new FakeHttp(({ method }) => {
    if (method !== 'GET') slow = method === 'POST';
    return { body: JSON.stringify({ slow }) };
  });
  const url = 'http://127.0.0.1:1/flag';
  return {
    kind: kindOf('request'),
    spec: specOf('request', { inject: { post: url }, restore: { delete: url }, observe: { get: url, expect: { json: { '$.slow': true } } } }),
    ports: { ...ports, http },
    snapshot: async () => slow,
    async [Symbol.asyncDispose]() {},
  };
});
