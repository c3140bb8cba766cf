import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { refuses } from '../../src/platform/refuses.ts';
import { freePort } from '../ports.ts';

const never = new AbortController().signal;

test('an address at which nothing listens refuses', async () => {
  const port = await freePort();
  expect(await refuses(`http://127.0.0.1:${port}`, never)).toBe(true);
  expect(await refuses(`http://localhost:${port}/`, never)).toBe(true);
});

test('one at which something listens does not, though it never answers', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  expect(await refuses(`http://127.0.0.1:${port}`, never)).toBe(false);
  server.close();
});

test('what cannot be known is no refusal: a name that nobody has, a look that was cut off', async () => {
  expect(await refuses('http://no-such-host.invalid:8474', never)).toBe(false);
  expect(await refuses(`http://127.0.0.1:${await freePort()}`, AbortSignal.abort())).toBe(false);
});
