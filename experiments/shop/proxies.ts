/** Puts the fault proxy between the storefronts and their dependencies, through Toxiproxy's HTTP API. */
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { answersAt } from './answers.ts';
import { dependencies, type Layout } from './layout.ts';

/** Whether something that speaks Toxiproxy's API answers there. */
export const proxyAnswers = (api: URL): Promise<boolean> => answersAt(new URL('/version', api));

/** Waits until the API answers, then makes the proxies that are missing; those that are there stay as they are. */
export async function wireThrough(api: URL, layout: Layout, signal: AbortSignal): Promise<void> {
  while (!(await proxyAnswers(api))) await sleep(50, undefined, { signal });
  for (const name of dependencies) {
    const { port, proxy } = layout[name];
    const there = await call(api, `/proxies/${name}`, 'GET');
    if (there === 200) continue;
    const proxyOf = { name, listen: `127.0.0.1:${proxy}`, upstream: `127.0.0.1:${port}`, enabled: true };
    const made = await call(api, '/proxies', 'POST', proxyOf);
    if (made !== 201 && made !== 409) throw new Error(`Cannot make proxy ${name}: ${api.href} answered ${made}. Is port ${proxy} taken?`);
  }
}

async function call(api: URL, path: string, method: 'GET' | 'POST', body?: object): Promise<number> {
  const answer = await request(new URL(path, api), { method, body: body === undefined ? null : JSON.stringify(body), signal: AbortSignal.timeout(5000) });
  await answer.body.dump();
  return answer.statusCode;
}
