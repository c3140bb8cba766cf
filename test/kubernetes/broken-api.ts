/** An API server that misbehaves: what a test says it answers, how many connections it was given, and a kubeconfig that leads to it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterAddress } from '../../src/ports/cluster.ts';

export interface BrokenApi extends AsyncDisposable {
  readonly address: Required<ClusterAddress>;
  readonly folder: string;
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  connections: number;
  /** Resolves when the next request has come. */
  asked(): Promise<void>;
}

export async function brokenApi(user: object = {}): Promise<BrokenApi> {
  const folder = mkdtempSync(join(tmpdir(), 'fd-api-'));
  let heard = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume();
    api.answer(request, response);
    heard.resolve();
    heard = Promise.withResolvers<void>();
  });
  server.on('connection', () => (api.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigOf({ broken: url }, user));
  const api: BrokenApi = {
    address: { context: 'broken', server: url, kubeconfig },
    folder,
    answer: (_, response) => void response.writeHead(404).end(),
    connections: 0,
    asked: () => heard.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return api;
}

/** A kubeconfig with a context for each server, all of one user; JSON is YAML too. */
export function kubeconfigOf(servers: Readonly<Record<string, string>>, user: object = {}): string {
  const names = Object.keys(servers);
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': names[0],
    // The client takes no other server without TLS.
    clusters: names.map((name) => ({ name, cluster: { server: servers[name], 'insecure-skip-tls-verify': true } })),
    users: names.map((name) => ({ name, user })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  });
}
