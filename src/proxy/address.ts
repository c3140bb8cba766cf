import { lookup } from 'node:dns/promises';
import { isIP, type AddressInfo } from 'node:net';

export interface HostPort {
  /** Empty: all interfaces, as the original takes it. */
  readonly host: string;
  readonly port: number;
}

/** Reads `127.0.0.1:80`, `[::1]:80`, `db:5432` or `:80`; `undefined` for anything else. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^[\]:\s/]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  return match === null || port > 65_535 ? undefined : { host: match[1] ?? match[2] ?? '', port };
}

export function showHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export const ofSocket = (address: AddressInfo): HostPort => ({ host: address.address, port: address.port });

/** With its host as a number, IPv4 first, so that two spellings of one address compare equal; throws where the name is unknown. */
export async function resolveHost({ host, port }: HostPort): Promise<HostPort> {
  if (host === '') return { host: '::', port };
  return { host: isIP(host) > 0 ? host : (await lookup(host, { order: 'ipv4first' })).address, port };
}
