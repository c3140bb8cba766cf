/** A real HTTP server on a free loopback port, whose answer a test may replace. */
import { createServer, type RequestListener } from 'node:http';

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  answer: RequestListener;
}

export async function serve(answer: RequestListener): Promise<TestServer> {
  const server = createServer((request, response) => served.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const served: TestServer = {
    url: `http://127.0.0.1:${address.port}`,
    answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return served;
}
