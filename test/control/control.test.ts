import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, watch } from '../../src/control/client.ts';
import { longestPath } from '../../src/control/protocol.ts';
import { serveControl } from '../../src/control/server.ts';
import type { Event } from '../../src/domain/events.ts';
import { ms } from '../../src/domain/units.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { at } from '../domain/story.ts';

let place = '';
let path = '';
let halts: string[] = [];
let control: Awaited<ReturnType<typeof serveControl>>;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'fd-c-'));
  path = join(place, '7k2m4p.sock');
  halts = [];
  control = await serveControl(path, { run: '7k2m4p', by: 'runner', halt: (by, why) => halts.push(`${by}: ${why}`) });
});
afterEach(async () => {
  await control[Symbol.asyncDispose]();
  await rm(place, { recursive: true });
});

const signal = (): AbortSignal => new AbortController().signal;
const note = (text: string): Event => at(1, { kind: 'note', text });

/** A client that speaks for itself: what it hears until it has heard `lines` lines. */
async function say(text: string, lines = 1): Promise<readonly string[]> {
  const socket = connect(path);
  socket.write(text);
  let heard = '';
  while (heard.split('\n').length <= lines) heard += String((await once(socket, 'data'))[0]);
  socket.destroy();
  return heard.trim().split('\n');
}

/** Follows the run, and has been answered. */
async function watcher(): Promise<Socket> {
  const socket = connect(path);
  socket.write('{"do":"watch"}\n');
  await once(socket, 'data');
  return socket;
}

describe('the control socket', () => {
  test('may be used by its owner alone', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('takes a halt, and says whose it was', async () => {
    expect(await ask(path, { do: 'halt', by: 'ada', why: 'enough' }, signal())).toEqual({ kind: 'ok', run: '7k2m4p', by: 'runner' });
    expect(halts).toEqual(['ada: enough']);
  });

  test('answers whoever only asks whether it is there', async () => {
    expect(await ask(path, { do: 'ping' }, signal())).toMatchObject({ kind: 'ok' });
    expect(halts).toEqual([]);
  });

  test('streams every event from now on, until it closes', async () => {
    const heard: string[] = [];
    const ended = (async () => {
      for await (const event of watch(path, signal())) if (event.kind === 'note') heard.push(event.text);
    })();
    await watcher();
    for (const text of ['a', 'b']) void control.sink.receive(note(text));
    await control[Symbol.asyncDispose]();
    await ended;
    expect(heard).toEqual(['a', 'b']);
  });

  test.each(['garbage', '{"do":"fly"}', '{"do":"halt"}', '{"do":"halt","by":"ada","why":"x","force":true}', '[]', 'null', ''])(
    'says no to %j, and listens on',
    async (line) => {
      const [first = '', second = ''] = await say(`${line}\n{"do":"ping"}\n`, 2);
      expect(JSON.parse(first)).toEqual({ kind: 'error', why: 'this is no request: {"do":"halt","by":…,"why":…}, {"do":"watch"} or {"do":"ping"}' });
      expect(JSON.parse(second)).toMatchObject({ kind: 'ok' });
      expect(halts).toEqual([]);
    },
  );

  test('survives a client that hangs up in the middle', async () => {
    const socket = await watcher();
    socket.destroy();
    void control.sink.receive(note('a'));
    expect(await ask(path, { do: 'ping' }, signal())).toMatchObject({ kind: 'ok' });
  });

  test('lets a watcher go that reads too slowly, and keeps the others', async () => {
    const slow = await watcher();
    slow.pause();
    const quick = await watcher();
    const gone = once(slow, 'close');
    let heard = 0;
    quick.on('data', (bytes: Buffer) => (heard += bytes.length));
    const long = note('x'.repeat(100_000));
    for (let count = 0; count < 100; count += 1) {
      void control.sink.receive(long);
      await systemClock.sleep(ms(0));
    }
    slow.resume();
    await gone;
    await expect.poll(() => heard).toBeGreaterThan(100 * 100_000);
    quick.destroy();
  });

  test('takes the place of one that a dead run has left, and leaves none', async () => {
    const other = join(place, 'other.sock');
    const left = await serveControl(other, { run: 'x', by: 'guardian', halt: () => undefined });
    await using second = await serveControl(other, { run: 'y', by: 'runner', halt: () => undefined });
    void second;
    expect(await ask(other, { do: 'ping' }, signal())).toMatchObject({ run: 'y' });
    await left[Symbol.asyncDispose]();
    await control[Symbol.asyncDispose]();
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  test('whose path does not fit is refused with the way out', async () => {
    const long = join(place, 'x'.repeat(longestPath));
    await expect(serveControl(long, { run: 'x', by: 'runner', halt: () => undefined })).rejects.toMatchObject({
      message: expect.stringContaining('is longer than 107 bytes'),
    });
  });
});

describe('asking', () => {
  test('a run that is not there is an error', async () => {
    await expect(ask(join(place, 'none.sock'), { do: 'ping' }, signal())).rejects.toThrow('ENOENT');
  });

  test('ends with its signal where nobody answers', async () => {
    using deadline = systemClock.deadline(ms(20));
    const silent = createServer();
    const silentPath = join(place, 'silent.sock');
    await new Promise<void>((resolve) => silent.listen(silentPath, resolve));
    await expect(ask(silentPath, { do: 'ping' }, deadline.signal)).rejects.toThrow('no answer within 20 ms');
    silent.close();
  });
});
