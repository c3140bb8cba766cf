/** The way to a real API server, which can be made to answer garbage, or nothing. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, connect, isIP, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { ClusterAddress } from '../../../src/ports/cluster.ts';

export interface Relay extends AsyncDisposable {
  readonly address: ClusterAddress;
  become(what: 'garbage' | 'silence'): void;
}

interface Kubeconfig {
  readonly contexts: readonly { readonly name: string; readonly context: { readonly cluster: string } }[];
  readonly clusters: readonly { readonly name: string; readonly cluster: Record<string, unknown> }[];
}

export async function relayTo({ context, server, kubeconfig }: Required<ClusterAddress>): Promise<Relay> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  let mode: 'pass' | 'garbage' | 'silence' = 'pass';
  const relay = createServer((client) => {
    sockets.add(client.on('error', () => client.destroy()));
    if (mode === 'garbage') client.end('this is no API server\n');
    if (mode !== 'pass') return;
    const upstream = connect(Number(port || 443), hostname);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const here = `https://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), 'fd-relay-'));
  const path = join(folder, 'kubeconfig');
  await writeFile(path, through(await readFile(kubeconfig, 'utf8'), context, here, hostname), { mode: 0o600 });
  return {
    address: { context, server: here, kubeconfig: path },
    become: (what) => {
      mode = what;
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => relay.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** The same kubeconfig, led over the relay; the certificate is still the server's own. */
function through(text: string, context: string, server: string, hostname: string): string {
  const config = parse(text) as Kubeconfig;
  const name = config.contexts.find((one) => one.name === context)?.context.cluster;
  const clusters = config.clusters.map((one) =>
    one.name === name ? { ...one, cluster: { ...one.cluster, server, ...(isIP(hostname) === 0 ? { 'tls-server-name': hostname } : {}) } } : one,
  );
  return stringify({ ...config, clusters });
}
