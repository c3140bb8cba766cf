import { once } from 'node:events';
import { connect, type Server } from 'node:net';
import { ask, type Side } from './side-by-side.ts';
import { Client } from './world.ts';

/** Sends 2000 bytes through a proxy with this toxic to an echo, and says what came back, how it ended and when. */
export async function trip(side: Side, service: Server, toxic: object): Promise<{ text: string; end: string; after: number }> {
  const address = service.address();
  const upstream = typeof address === 'object' ? `127.0.0.1:${address?.port}` : '';
  await ask(side, { method: 'POST', path: '/proxies', body: JSON.stringify({ name: 'web', listen: '127.0.0.1:PORT', upstream }) });
  await ask(side, { method: 'POST', path: '/proxies/web/toxics', body: JSON.stringify(toxic) });
  const socket = connect({ port: side.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  using client = new Client(socket);
  const started = performance.now();
  client.send('x'.repeat(2000));
  await client.until(({ text, end }) => text.length === 2000 || end !== 'open');
  return { text: client.text, end: client.end, after: performance.now() - started };
}
