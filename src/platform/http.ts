import type { Agent as UndiciAgent } from 'undici';
import { readUpTo } from '../domain/read-up-to.ts';
import type { Http, HttpAnswer, HttpCall } from '../ports/http.ts';

/** HTTP through undici, with kept-alive connections; loaded at the first call. Dispose to close them. */
export function createHttp(): Http & AsyncDisposable {
  const agents = new Map<string, UndiciAgent>();
  return {
    request: (call) => request(call, agents),
    async [Symbol.asyncDispose]() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

async function request(call: HttpCall, agents: Map<string, UndiciAgent>): Promise<HttpAnswer> {
  const undici = await import('undici');
  const key = JSON.stringify(call.tls ?? {});
  // fetch and Agent must come from the same undici.
  const agent = agents.get(key) ?? new undici.Agent({ connect: { ...call.tls, timeout: 10_000 }, pipelining: 1, keepAliveTimeout: 4000 });
  agents.set(key, agent);
  const answer = await undici.request(call.url, {
    method: call.method ?? 'GET',
    headers: { ...call.headers },
    body: call.bytes ?? call.body ?? null,
    dispatcher: agent,
    signal: call.signal,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  const limit = call.limit ?? 16 * 1024 * 1024;
  return { status: answer.statusCode, headers, body: await readUpTo(limit, answer.body, `the answer is longer than ${limit} bytes`) };
}
