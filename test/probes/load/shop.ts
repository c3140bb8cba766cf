/** A real HTTP server on loopback that answers as the test says. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { perSecond, ms } from '../../../src/domain/units.ts';
import type { LoadSpec } from '../../../src/domain/experiment.ts';

export const answers = {
  right: (_request, response) => response.end('{"total":3}'),
  wrong: (_request, response) => response.end('{"total":0}'),
  garbage: (_request, response) => response.end('<html>\u0000'),
  shed: (_request, response) => response.writeHead(503).end(),
  nothing: () => undefined,
} as const satisfies Record<string, RequestListener>;

export function loadSpec(rate: number, url: string): LoadSpec {
  const success = { headers: {}, json: {} };
  return { name: 'checkout', method: 'GET', url, headers: {}, rate: perSecond(rate), timeout: ms(10_000), success };
}

export class Shop implements AsyncDisposable {
  answer: RequestListener = answers.right;
  /** When each request arrived, monotonic ms. */
  readonly arrived: number[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.arrived.push(performance.now());
      this.answer(request, response);
    });
  }

  static async open(): Promise<Shop> {
    const shop = new Shop();
    await new Promise<void>((resolve) => shop.#server.listen(0, '127.0.0.1', resolve));
    return shop;
  }

  get url(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/checkout` : '';
  }

  load(rate: number, rest: Partial<LoadSpec> = {}): LoadSpec {
    return { ...loadSpec(rate, this.url), ...rest };
  }

  connections(): Promise<number> {
    return new Promise((resolve, reject) => this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
