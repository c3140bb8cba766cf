/** A road to the real API that counts connections and can be cut, with a kubeconfig that takes it. */
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterAddress } from '../../src/ports/cluster.ts';

export interface Forwarder extends AsyncDisposable {
  readonly address: Required<ClusterAddress>;
  connections: number;
  /** Breaks every connection, and makes no other until mended. */
  cut(): void;
  mend(): void;
}

export async function forwarderTo(real: Required<ClusterAddress>): Promise<Forwarder> {
  const { hostname, port } = new URL(real.server);
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((socket) => {
    if (!open) return socket.destroy();
    forwarder.connections += 1;
    const further = connect(Number(port), hostname);
    for (const one of [socket, further]) {
      sockets.add(one);
      one.on('error', () => undefined).on('close', () => [socket, further].forEach((each) => each.destroy()));
    }
    return socket.pipe(further).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'fd-road-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, readFileSync(real.kubeconfig, 'utf8').replaceAll(real.server, url));
  const cut = (): void => {
    open = false;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const forwarder: Forwarder = {
    address: { context: real.context, server: url, kubeconfig },
    connections: 0,
    cut,
    mend: () => void (open = true),
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return forwarder;
}
