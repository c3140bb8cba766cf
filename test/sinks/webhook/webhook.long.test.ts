import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SinkKind } from '../../../src/ports/sink.ts';
import { webhookKind } from '../../../src/sinks/webhook/kind.ts';
import { sinkContract } from '../../contract/sink.ts';
import { abortedDrill } from '../drills.ts';
import { httpReceiver, type Taken } from '../receiver.ts';

type IsGenuine = (headers: Taken['headers'], body: string, secret: string, now?: number) => boolean;

const secret = 'canary-of-the-webhook';

/** The very lines that the docs tell receivers to use. */
const docs = readFileSync(new URL('../../../docs/sinks.md', import.meta.url), 'utf8');
const [, snippet = ''] = /^```js verify\n([\s\S]*?)^```$/m.exec(docs) ?? [];
const { isGenuine }: { isGenuine: IsGenuine } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(snippet)}`);

sinkContract('webhook', {
  kind: webhookKind as SinkKind,
  receiver: () =>
    httpReceiver(({ headers, body }) =>
      isGenuine(headers, body, secret) ? { words: String(headers['x-firedrill-event']) } : { status: 401, words: 'forged' },
    ),
  settings: ({ address }) => ({ url: `${address}/drills`, secret }),
  whole: ['run.started', 'verdict.reached', 'run.finished'],
  anew: ['verdict.reached', 'run.finished'],
});

test('a receiver that checks as the docs say refuses what was changed, signed by another, or sent again later', async () => {
  const taken: Taken[] = [];
  await using receiver = await httpReceiver((one) => {
    taken.push(one);
    return {};
  });
  await tellAll(receiver.address);
  expect(taken).toHaveLength(3);
  for (const { headers, body } of taken) {
    const now = Number(headers['x-firedrill-timestamp']);
    expect(isGenuine(headers, body, secret, now)).toBe(true);
    expect(isGenuine(headers, body, secret, now + 301)).toBe(false);
    expect(isGenuine(headers, `${body} `, secret, now)).toBe(false);
    expect(isGenuine(headers, body, `${secret}!`, now)).toBe(false);
    expect(isGenuine({ ...headers, 'x-firedrill-timestamp': String(now + 1) }, body, secret, now)).toBe(false);
  }
});

test('a message keeps its id when it is sent again', async () => {
  const ids: unknown[] = [];
  await using receiver = await httpReceiver(({ headers }) => {
    ids.push(headers['x-firedrill-delivery']);
    return { status: ids.length === 1 ? 503 : 200 };
  });
  await tellAll(receiver.address);
  expect(ids).toEqual(['7k2-run.started', '7k2-run.started', '7k2-verdict.reached', '7k2-run.finished']);
});

async function tellAll(address: string): Promise<void> {
  const [{ openWebhook }, { createHttp }, { quickClock }] = await Promise.all([
    import('../../../src/sinks/webhook/courier.ts'),
    import('../../../src/platform/http.ts'),
    import('../../fakes/quick-clock.ts'),
  ]);
  await using http = createHttp();
  const deliveries = () => ({ read: async () => undefined, write: async () => undefined });
  const ports = {
    name: 'hooks',
    clock: quickClock(4),
    http,
    env: () => undefined,
    deliveries,
    findings: async () => undefined,
    appendFile: async () => undefined,
  };
  const courier = openWebhook({ url: address, secret }, ports);
  for (const event of abortedDrill()) void courier.receive(event);
  await courier.close?.(AbortSignal.timeout(10_000));
}
