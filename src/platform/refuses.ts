import { connect } from 'node:net';

/** Whether nothing listens at a URL's address: the machine itself says no (ECONNREFUSED). Anything else, silence above all, is no proof. Never rejects. */
export function refuses(url: string, signal: AbortSignal): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80), signal });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(false));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(isRefusal(error)));
  }).finally(() => socket.destroy());
}

/** A name with several addresses refuses when every one of them does. */
function isRefusal(error: NodeJS.ErrnoException): boolean {
  if (error instanceof AggregateError) return error.errors.every((one: NodeJS.ErrnoException) => one.code === 'ECONNREFUSED');
  return error.code === 'ECONNREFUSED';
}
