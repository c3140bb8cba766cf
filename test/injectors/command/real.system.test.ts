import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { injectorContract } from '../../contract/injector.ts';
import { elsewhere, kindOf, ports, specOf } from '../programs.ts';

injectorContract('command', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fd-command-'));
  const flag = join(folder, 'flag');
  return {
    kind: kindOf('command'),
    spec: specOf('command', { inject: ['touch', flag], restore: ['rm', '-f', flag], observe: ['test', '-e', flag] }),
    ports,
    snapshot: async () => existsSync(flag),
    elsewhere: elsewhere('command'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
});

injectorContract('request, with a secret that is not in the record', async () => {
  let slow: unknown = false;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== 'Bearer hush') response.statusCode = 401;
    else if (request.method === 'PUT') request.on('data', (body: Buffer) => (slow = (JSON.parse(body.toString()) as { slow: unknown }).slow));
    request.resume().on('end', () => response.end(JSON.stringify({ flags: { slow } })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/flags`;
  const auth = { 'headers-from-env': { Authorization: 'Bearer FD_TEST_TOKEN' } };
  return {
    kind: kindOf('request'),
    spec: specOf('request', {
      inject: { put: url, body: { slow: true }, ...auth },
      restore: { put: url, body: { slow: false }, ...auth },
      observe: { get: url, expect: { json: { '$.flags.slow': true } }, ...auth },
    }),
    ports: { ...ports, env: (name) => (name === 'FD_TEST_TOKEN' ? 'hush' : undefined) },
    snapshot: async () => slow,
    elsewhere: elsewhere('request', { FD_TEST_TOKEN: 'hush' }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});
