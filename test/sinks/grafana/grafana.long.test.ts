import { expect, test } from 'vitest';
import { z } from 'zod';
import type { SinkKind } from '../../../src/ports/sink.ts';
import { annotationOf } from '../../../src/sinks/grafana/annotation.ts';
import { grafanaKind } from '../../../src/sinks/grafana/kind.ts';
import { sinkContract } from '../../contract/sink.ts';
import { started } from '../../domain/story.ts';
import { abortedDrill } from '../drills.ts';
import { httpReceiver, type Receiver, type Reply, type Taken } from '../receiver.ts';

const annotation = z.strictObject({
  dashboardUID: z.string().max(40),
  panelId: z.number(),
  time: z.int().min(1e12),
  timeEnd: z.int().min(1e12).optional(),
  tags: z.array(z.string().min(1).max(100)).refine((tags) => Buffer.byteLength(JSON.stringify(tags)) <= 500, { error: 'Grafana takes 500 bytes of tags' }),
  text: z.string().min(1),
});

/** Grafana as its documentation describes it: ids from POST, what is not there is 404, and a bad body 400. */
class Grafana {
  #ids = 0;
  readonly #kept = new Map<number, string>();

  understand({ method, path, headers, body }: Taken): Reply {
    if (headers.authorization !== 'Bearer canary-token') return { status: 401 };
    const said = annotation.safeParse(JSON.parse(body));
    if (!said.success) return { status: 400, body: said.error.message, words: said.error.message };
    const { timeEnd, tags } = said.data;
    const words = `${timeEnd === undefined ? 'instant' : 'region'} ${tags.find((tag) => tag.startsWith('outcome:')) ?? ''}`.trim();
    if (method === 'POST' && path === '/grafana/api/annotations') {
      this.#ids += 1;
      this.#kept.set(this.#ids, words);
      return { words: `made ${words}`, body: JSON.stringify({ message: 'Annotation added', id: this.#ids }) };
    }
    const id = Number(/^\/grafana\/api\/annotations\/(\d+)$/.exec(path)?.[1]);
    if (method !== 'PATCH' || !this.#kept.has(id)) return { status: 404 };
    return { words: `changed ${id} to ${words}`, body: '{"message":"Annotation patched"}' };
  }

  forget(): void {
    this.#kept.clear();
  }
}

let grafana: Grafana;
const receiver = (): Promise<Receiver> => {
  grafana = new Grafana();
  return httpReceiver((taken) => grafana.understand(taken));
};
const settings = ({ address }: Receiver): object => ({ url: `${address}/grafana`, token: 'canary-token', dashboard: 'shop', panel: 7, tags: ['drills'] });

sinkContract('grafana', {
  kind: grafanaKind as SinkKind,
  receiver,
  settings,
  whole: ['made instant', 'changed 1 to region outcome:aborted'],
  anew: ['changed 1 to region outcome:inconclusive'],
});

test('an annotation says which run of what it is, and how that ended', () => {
  const [begin, ...events] = abortedDrill({ environment: 'staging', hypothesis: '<b>Shoppers</b> & all' });
  if (begin?.kind !== 'run.started') throw new Error('no start');
  expect(annotationOf({ started: begin, events }, { dashboard: undefined, panel: 7, tags: ['mine'] })).toEqual({
    time: 1_795_521_600_000,
    timeEnd: 1_795_521_620_101,
    tags: ['firedrill', 'run:7k2', 'experiment:slow-payments', 'outcome:aborted', 'environment:staging', 'mine'],
    text: 'slow-payments: aborted: queued rose to 240 (abort above 100 for 2 s)\n&lt;b&gt;Shoppers&lt;/b&gt; &amp; all',
  });
});

test('a rehearsal is never taken for a drill', () => {
  const begin = started({ rehearsal: true });
  if (begin.kind !== 'run.started') throw new Error('no start');
  const { tags, text } = annotationOf({ started: begin, events: [] }, { dashboard: undefined, panel: undefined, tags: [] });
  expect(tags).toContain('rehearsal');
  expect(text).toContain('slow-payments: under way (a rehearsal: nothing was injected)');
});
