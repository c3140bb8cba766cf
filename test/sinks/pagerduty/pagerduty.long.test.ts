import { expect, test } from 'vitest';
import { z } from 'zod';
import type { SinkKind } from '../../../src/ports/sink.ts';
import { startEvent } from '../../../src/sinks/pagerduty/change-event.ts';
import { pagerdutyKind } from '../../../src/sinks/pagerduty/kind.ts';
import { sinkContract } from '../../contract/sink.ts';
import { started } from '../../domain/story.ts';
import { httpReceiver, type Reply, type Taken } from '../receiver.ts';

const key = 'canary-canary-canary-canary-0032';

/** What the Events API documents: a key of 32, a summary of 1024 at most, an instant, links that are addresses. */
const event = z.strictObject({
  routing_key: z.literal(key),
  payload: z.strictObject({
    summary: z.string().min(1).max(1024),
    timestamp: z.iso.datetime(),
    source: z.string().min(1),
    custom_details: z.record(z.string(), z.unknown()),
  }),
  links: z.array(z.strictObject({ href: z.url(), text: z.string() })),
});

function understand({ method, path, bytes, body }: Taken): Reply {
  if (method !== 'POST' || path !== '/v2/change/enqueue' || bytes.length > 512 * 1024) return { status: 400 };
  const said = event.safeParse(JSON.parse(body));
  if (!said.success) return { status: 400, words: said.error.message, body: '{"status":"invalid event"}' };
  const { summary } = said.data.payload;
  const [, words = summary] = / (started|aborted|not restored|inconclusive)/.exec(summary) ?? [];
  return { status: 202, words, body: '{"status":"success","message":"Change event processed"}' };
}

sinkContract('pagerduty', {
  kind: pagerdutyKind as SinkKind,
  receiver: () => httpReceiver(understand),
  settings: ({ address }) => ({ 'routing-key': key, url: `${address}/` }),
  whole: ['started', 'aborted'],
  anew: ['inconclusive'],
});

test('a change event says what is changed, where, and where to read on', () => {
  const begin = started({
    environment: 'staging',
    runbook: 'https://runbooks.example/slow',
    links: { chat: 'slack://drills', board: 'https://board.example' },
  });
  if (begin.kind !== 'run.started') throw new Error('no start');
  expect(startEvent(begin)).toEqual({
    payload: {
      summary: 'Chaos experiment slow-payments on staging started (run 7k2)',
      timestamp: '2026-11-24T12:00:00.000Z',
      source: 'staging',
      custom_details: { run: '7k2', experiment: 'slow-payments', hypothesis: 'Shoppers still check out.', faults: 'slow: adds 2 s to everything' },
    },
    links: [
      { href: 'https://runbooks.example/slow', text: 'Runbook' },
      { href: 'https://board.example', text: 'board' },
    ],
  });
  expect(startEvent({ ...begin, rehearsal: true }).payload.summary).toBe('Rehearsal of the chaos experiment slow-payments on staging started (run 7k2)');
});
