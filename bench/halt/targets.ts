/** Any number of targets on one port: `GET /<id>/sli`, and `POST`, `DELETE` and `GET /<id>/fault`. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Target } from './target.ts';

export class Targets implements AsyncDisposable {
  readonly #server: Server;
  readonly #targets = new Map<string, Target>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<Targets> {
    const targets: Targets = new Targets(
      createServer((request, response) => {
        request.resume();
        const answer = targets.#answer(request.method ?? '', request.url ?? '');
        response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? null));
      }),
    );
    await new Promise<void>((resolve) => targets.#server.listen(0, '127.0.0.1', resolve));
    return targets;
  }

  /** A new target, and the address under which it lies. */
  add(id: string, delay: number): { readonly target: Target; readonly url: string } {
    const target = new Target(delay);
    this.#targets.set(id, target);
    return { target, url: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${id}` };
  }

  #answer(method: string, url: string): unknown {
    const [, id = '', what] = url.split('/');
    const target = this.#targets.get(id);
    if (target === undefined) return undefined;
    if (what === 'sli') return target.look();
    if (method === 'POST') target.inject();
    if (method === 'DELETE') target.restore();
    return { on: target.broken };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
