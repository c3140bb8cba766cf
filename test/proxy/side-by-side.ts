/** The original and ours, each with its own ports, asked the same. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startProxy } from '../../src/proxy/main.ts';
import { freePort } from '../ports.ts';

export interface Side extends AsyncDisposable {
  readonly api: string;
  /** Where this side's proxies listen. */
  readonly port: number;
}

export async function original(program: string): Promise<Side> {
  const [control, port] = [await freePort(), await freePort()];
  const child = spawn(program, ['-host', '127.0.0.1', '-port', String(control)], { stdio: 'ignore' });
  const api = `http://127.0.0.1:${control}`;
  for (
    let tries = 0;
    !(await fetch(`${api}/version`).then(
      ({ ok }) => ok,
      () => false,
    ));
    tries += 1
  ) {
    if (tries > 200) throw new Error('toxiproxy-server does not answer');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    api,
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

export async function ours(): Promise<Side> {
  const port = await freePort();
  const proxy = await startProxy({ listen: '127.0.0.1:0', log: () => undefined });
  return { api: `http://${proxy.address}`, port, [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose]() };
}

export interface Call {
  readonly method: string;
  readonly path: string;
  /** Text as it is sent; `PORT` stands for this side's own. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a side answers, with its own port and what is no promise of the API taken out. */
export async function ask({ api, port }: Side, { method, path, body, headers = {} }: Call): Promise<{ status: number; body: unknown }> {
  const response = await fetch(api + path, {
    method,
    headers: { 'user-agent': 'test', ...headers },
    ...(body === undefined ? {} : { body: body.replaceAll('PORT', String(port)) }),
  });
  const text = (await response.text()).replaceAll(String(port), 'PORT');
  return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? strip(JSON.parse(text)) : text };
}

/** Without `Logger`, a Go field that the original leaks, and without what the JSON reader of each language says of its errors. */
function strip(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(strip);
  if (typeof json === 'string') return json.replace(/^(bad request body): .*$/s, '$1');
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([key]) => key !== 'Logger')
      .map(([key, value]) => [key, strip(value)]),
  );
}
