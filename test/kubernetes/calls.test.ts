import { describe, expect, test } from 'vitest';
import { configMaps } from '../../src/domain/kubernetes/surroundings.ts';
import { createClusters } from '../../src/kubernetes/clusters.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { FakeClock } from '../fakes/clock.ts';
import { brokenApi, type BrokenApi } from './broken-api.ts';

interface Stage extends AsyncDisposable {
  readonly api: BrokenApi;
  readonly clock: FakeClock;
  readonly cluster: Cluster;
}

async function stage(user?: object): Promise<Stage> {
  const clock = new FakeClock();
  const api = await brokenApi(user);
  const clusters = createClusters(clock, () => undefined);
  return {
    api,
    clock,
    cluster: await clusters.connect(api.address),
    async [Symbol.asyncDispose]() {
      await clusters[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

const signal = (): AbortSignal => new AbortController().signal;
const at = { namespace: 'shop', name: 'flags' };
const get = (cluster: Cluster, until = signal()) => cluster.get(configMaps, at, until);
const map = { metadata: { name: 'flags', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' } };
const answerWith =
  (status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): BrokenApi['answer'] =>
  (_, response) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

describe('an API server that', () => {
  test('hangs is given up after 10 s, and not a moment before', async () => {
    await using here = await stage();
    here.api.answer = () => undefined;
    const ended: unknown[] = [];
    const asking = get(here.cluster).catch((error: unknown) => ended.push(error));
    await here.api.asked();
    await here.clock.advance(9_999);
    expect(ended).toEqual([]);
    await here.clock.advance(1);
    await asking;
    expect(ended).toMatchObject([{ code: 'timeout', message: `${here.api.address.server} did not answer within 10 s` }]);
  });

  test('sends the head of an answer and then nothing is given up after 10 s', async () => {
    await using here = await stage();
    here.api.answer = (_, response) => void response.writeHead(200, { 'content-length': '1000' }).write('{');
    const asking = expect(get(here.cluster)).rejects.toMatchObject({ code: 'timeout' });
    await here.api.asked();
    await here.clock.advance(10_000);
    await asking;
  });

  test('hangs does not hold up a halt', async () => {
    await using here = await stage();
    here.api.answer = () => undefined;
    const halt = new AbortController();
    const asking = expect(get(here.cluster, halt.signal)).rejects.toThrow('halted');
    await here.api.asked();
    halt.abort(new Error('halted'));
    await asking;
  });

  test('goes away in mid-answer is unreachable: what was asked may have been done', async () => {
    await using here = await stage();
    here.api.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{', () => response.destroy());
    };
    await expect(get(here.cluster)).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('is not there is unreachable, and says where', async () => {
    await using here = await stage();
    await here.api[Symbol.asyncDispose]();
    await expect(get(here.cluster)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`${here.api.address.server} cannot be reached: `) as string,
    });
  });

  test('redirects is not followed to wherever that leads', async () => {
    await using here = await stage();
    here.api.answer = answerWith(302, '', { location: 'http://127.0.0.1:1/' });
    await expect(get(here.cluster)).rejects.toMatchObject({ code: 'invalid' });
  });
});

const status = (reason: string, more: object = {}): object => ({ kind: 'Status', status: 'Failure', reason, message: `it is ${reason}`, ...more });

describe('an answer', () => {
  test.each([
    ['a conflict', 409, status('Conflict'), { code: 'conflict', causes: ['Conflict'] }],
    ['a refusal', 403, status('Forbidden'), { code: 'denied' }],
    ['credentials that are not taken', 401, status('Unauthorized'), { code: 'denied' }],
    ['a rule that is broken', 422, status('Invalid'), { code: 'invalid' }],
    ['an error of the server', 500, status('InternalError'), { code: 'server' }],
    ['a proxy’s page instead of a status', 503, '<html>Bad gateway</html>', { code: 'server' }],
    ['a page where JSON was expected', 200, '<html>Sign in</html>', { code: 'server', message: expect.stringContaining('no JSON: <html>Sign in') as string }],
    ['nothing at all', 200, '', { code: 'server' }],
    ['an object that is none', 200, { metadata: { name: 7 } }, { code: 'server', message: expect.stringContaining('a ConfigMap that is none') as string }],
    ['too many, with a time in the body', 429, status('TooManyRequests', { details: { retryAfterSeconds: 7 } }), { code: 'too many', retryAfter: 7 }],
  ] as const)('of %s', async (_, code, body, error) => {
    await using here = await stage();
    here.api.answer = answerWith(code, body);
    await expect(get(here.cluster)).rejects.toMatchObject({ name: 'ClusterError', ...error });
  });

  test.each([
    ['3', 3],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
  ])('of too many, with the header Retry-After: %s', async (header, retryAfter) => {
    await using here = await stage();
    here.api.answer = answerWith(429, 'Too many requests, please try again later.', { 'retry-after': header });
    const message: unknown = expect.stringContaining('please try again later');
    await expect(get(here.cluster)).rejects.toMatchObject({ code: 'too many', message, retryAfter });
  });

  test('that is longer than any list is cut off', async () => {
    await using here = await stage();
    here.api.answer = (_, response) => {
      const megabyte = Buffer.alloc(1024 * 1024, 32);
      const more = (left: number): void => void (left > 0 && !response.destroyed && response.write(megabyte, () => more(left - 1)));
      more(70);
    };
    await expect(get(here.cluster)).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('longer than 67108864 bytes') as string });
  });

  test('of 429 to an eviction is the budget’s no only where it says so', async () => {
    await using here = await stage();
    const evict = () => here.cluster.evict(at, { uid: 'u' }, signal());
    here.api.answer = answerWith(429, status('TooManyRequests', { details: { causes: [{ reason: 'DisruptionBudget', message: 'needs 1 healthy pods' }] } }));
    expect(await evict()).toMatchObject({ kind: 'refused', why: expect.stringContaining('needs 1 healthy pods') as string });
    here.api.answer = answerWith(429, 'Too many requests');
    await expect(evict()).rejects.toMatchObject({ code: 'too many' });
  });
});

test('a list comes in pages, each asked for with what the one before it said', async () => {
  await using here = await stage();
  const asked: string[] = [];
  here.api.answer = ({ url = '' }, response) => {
    const query = new URLSearchParams(url.split('?')[1]);
    asked.push(`${query.get('limit')} ${query.get('continue')} ${query.get('labelSelector')}`);
    const next = { null: 'b', b: 'c', c: '' }[String(query.get('continue'))];
    answerWith(200, { metadata: { continue: next }, items: [map] })({} as never, response);
  };
  expect(await here.cluster.list(configMaps, { namespace: 'shop', labels: 'a=b' }, signal())).toHaveLength(3);
  expect(asked).toEqual(['500 null a=b', '500 b a=b', '500 c a=b']);
});

test('a list that grows too old after its first page is no list, and passes by itself: whoever wants it asks anew', async () => {
  await using here = await stage();
  here.api.answer = ({ url = '' }, response) =>
    url.includes('continue')
      ? answerWith(410, status('Expired'))({} as never, response)
      : answerWith(200, { metadata: { continue: 'b' }, items: [map] })({} as never, response);
  await expect(here.cluster.list(configMaps, {}, signal())).rejects.toMatchObject({ name: 'ClusterError', code: 'server', causes: ['Expired'] });
});

describe('connections', () => {
  test('are kept: fifty calls, one after the other, do not make fifty', async () => {
    await using here = await stage();
    here.api.answer = answerWith(200, map);
    for (let call = 0; call < 50; call += 1) await get(here.cluster);
    // The second call may come a moment before the first connection is free again.
    expect(here.api.connections).toBeLessThanOrEqual(2);
  });

  test('are made anew after credentials were not taken, and what is under way on the old one ends as it will', async () => {
    await using here = await stage();
    const held = Promise.withResolvers<void>();
    let count = 0;
    here.api.answer = (_, response) => {
      count += 1;
      if (count === 1) return void held.promise.then(() => answerWith(200, map)({} as never, response));
      answerWith(count === 2 ? 401 : 200, count === 2 ? status('Unauthorized') : map)({} as never, response);
    };
    const first = get(here.cluster);
    await here.api.asked();
    await expect(get(here.cluster)).rejects.toMatchObject({ code: 'denied' });
    expect(await get(here.cluster)).toBeDefined();
    held.resolve();
    expect(await first).toBeDefined();
  });
});

test('a program that is asked for credentials and hangs is given up after 10 s, too', async () => {
  await using here = await stage({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sleep', args: ['20'] } });
  const asking = expect(get(here.cluster)).rejects.toMatchObject({ code: 'timeout' });
  await here.clock.advance(10_000);
  await asking;
});

describe('a log that is followed', () => {
  const follow = async ({ cluster }: Stage, heard: string[] = []): Promise<readonly string[]> => {
    for await (const line of cluster.logs(at, 'main', { kind: 'last', seconds: 1.2 }, signal())) heard.push(line);
    return heard;
  };

  test('is asked for by container, and from so many whole seconds back', async () => {
    await using here = await stage();
    const asked: (string | undefined)[] = [];
    here.api.answer = (request, response) => {
      asked.push(request.url);
      response.end('one\n');
    };
    expect(await follow(here)).toEqual(['one']);
    expect(asked).toEqual(['/api/v1/namespaces/shop/pods/flags/log?container=main&follow=true&sinceSeconds=2']);
  });

  test('keeps lines and letters whole that come in parts, and tells no line that has no end', async () => {
    await using here = await stage();
    const text = Buffer.from('größer\n\nzwei\ndr');
    here.api.answer = (_, response) => {
      for (const byte of text) response.write(Buffer.of(byte));
      response.end();
    };
    expect(await follow(here)).toEqual(['größer', '', 'zwei']);
  });

  test('is not given up for being silent once it has begun', async () => {
    await using here = await stage();
    let ending = (): void => undefined;
    here.api.answer = (_, response) => {
      response.write('one\n');
      ending = () => void response.end('two\n');
    };
    const heard: string[] = [];
    const following = follow(here, heard);
    await expect.poll(() => heard).toEqual(['one']);
    await here.clock.advance(3_600_000);
    ending();
    expect(await following).toEqual(['one', 'two']);
  });

  test('that never begins is given up after 10 s', async () => {
    await using here = await stage();
    here.api.answer = () => undefined;
    const following = expect(follow(here)).rejects.toMatchObject({ code: 'timeout' });
    await here.api.asked();
    await here.clock.advance(10_000);
    await following;
  });

  test('says that its connection broke, after what had come', async () => {
    await using here = await stage();
    here.api.answer = (_, response) => void response.write('one\n', () => setImmediate(() => response.destroy()));
    const heard: string[] = [];
    await expect(follow(here, heard)).rejects.toMatchObject({ code: 'unreachable' });
    expect(heard).toEqual(['one']);
  });

  test('is given up at a line longer than 1 MiB', async () => {
    await using here = await stage();
    here.api.answer = answerWith(200, 'x'.repeat(1024 * 1024 + 1));
    await expect(follow(here)).rejects.toThrow('a line of the log is longer than 1 MiB');
  });

  test('of a container that has not started is refused as the API refuses it', async () => {
    await using here = await stage();
    here.api.answer = answerWith(400, { kind: 'Status', message: 'container "main" in pod "flags" is waiting to start: ContainerCreating' });
    await expect(follow(here)).rejects.toMatchObject({
      code: 'invalid',
      message: 'GET /api/v1/namespaces/shop/pods/flags/log was answered with 400: container "main" in pod "flags" is waiting to start: ContainerCreating',
    });
  });
});
