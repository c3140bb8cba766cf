/** The small target of the process tests: answers `/`, and misbehaves as told by `/mode/<mode>`. Run with plain node: target.ts <port>. */
import { createServer, type ServerResponse } from 'node:http';

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  well: (response) => response.end('{"value":1}'),
  failing: (response) => response.writeHead(500).end(),
  garbage: (response) => response.end('<html>\0 1,2 NaN'),
  broken: (response) => response.socket?.destroy(),
  hung: () => undefined,
};

let mode = 'well';

createServer(({ url = '/' }, response) => {
  if (url === '/ready') return response.end();
  if (url === '/mode/dead') process.kill(process.pid, 'SIGKILL');
  if (!url.startsWith('/mode/')) return answers[mode]?.(response);
  mode = url.slice('/mode/'.length);
  return response.end();
}).listen(Number(process.argv[2]), '127.0.0.1');
