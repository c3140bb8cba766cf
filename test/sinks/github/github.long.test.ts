import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Deliveries, SinkKind } from '../../../src/ports/sink.ts';
import { openGithub } from '../../../src/sinks/github/courier.ts';
import { githubKind } from '../../../src/sinks/github/kind.ts';
import { sinkContract } from '../../contract/sink.ts';
import { FakeHttp } from '../../fakes/http.ts';
import { hangingFile } from '../../hanging-file.ts';
import { abortedDrill } from '../drills.ts';
import type { Mode, Receiver } from '../receiver.ts';

const outcome = /^\*\*\S+ (.+?)\*\*: /gm;

/** The file of a step; it fails where it is a folder, and hangs where its disk does. */
async function step(): Promise<Receiver> {
  const folder = await mkdtemp(join(tmpdir(), 'fd-step-'));
  const address = join(folder, 'summary');
  await writeFile(address, '');
  let mode: Mode = 'well';
  let hung: Disposable | undefined;
  const read = (): readonly string[] => [...readFileSync(address, 'utf8').matchAll(outcome)].map(([, word = '']) => word);
  return {
    address,
    get got() {
      return mode === 'well' ? read() : [];
    },
    calls: () => (mode === 'well' ? read().length : 0),
    async mode(next) {
      if (mode === 'fails') await rmdir(address).then(() => writeFile(address, ''));
      if (mode === 'hangs') {
        hung?.[Symbol.dispose]();
        await writeFile(address, '');
      }
      if (next === 'fails') await rm(address).then(() => mkdir(address));
      if (next === 'hangs') {
        await rm(address);
        hung = hangingFile(address);
      }
      mode = next;
    },
    async [Symbol.asyncDispose]() {
      hung?.[Symbol.dispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

sinkContract('github', {
  kind: githubKind as SinkKind,
  receiver: step,
  settings: () => ({}),
  env: ({ address }) => ({ GITHUB_STEP_SUMMARY: address }),
  whole: ['Aborted'],
  anew: ['Inconclusive'],
  modes: ['fails', 'hangs'],
});

const nowhere: Deliveries = { read: async () => undefined, write: () => Promise.reject(new Error('a note was made')) };

test('outside of a step it does nothing, and notes nothing', async () => {
  const appendFile = (): Promise<void> => Promise.reject(new Error('something was written'));
  const ports = {
    name: 'ci',
    clock: systemClock,
    http: new FakeHttp(() => ({})),
    env: () => undefined,
    deliveries: () => nowhere,
    findings: async () => undefined,
    appendFile,
  };
  const courier = openGithub({}, ports);
  for (const event of abortedDrill()) expect(courier.receive(event)).toBeUndefined();
  await expect(courier.redeliver(abortedDrill(), '', AbortSignal.abort())).rejects.toThrow(
    'GITHUB_STEP_SUMMARY is not set: only a step of a GitHub workflow has a summary',
  );
});

test('what a run says can neither become markup nor crowd out how it ended', async () => {
  const written: string[] = [];
  const notes: Deliveries = { read: async () => undefined, write: async () => undefined };
  const ports = {
    name: 'ci',
    clock: systemClock,
    http: new FakeHttp(() => ({})),
    env: () => '/step',
    deliveries: () => notes,
    findings: async () => undefined,
    appendFile: async (_path: string, text: string) => void written.push(text),
  };
  const courier = openGithub({}, ports);
  const owner = '<img src=x onerror=alert(1)> [a](http://evil.example) | @everyone';
  for (const event of abortedDrill({ hypothesis: 'x '.repeat(40_000), owner })) void courier.receive(event);
  await courier.close?.(new AbortController().signal);
  const [text = ''] = written;
  expect(written).toHaveLength(1);
  expect(Buffer.byteLength(text)).toBeLessThan(32 * 1024);
  expect(text).toContain('# slow-payments');
  expect(text).toContain('**■ Aborted');
  expect(text).toContain('breached at 12 s → decided at 14.1 s');
  expect(text).toContain('`firedrill report 7k2` has all of it.');
  expect(text).toContain(String.raw`\[a\](http&#58;//evil.example)`);
  expect(text).not.toMatch(/<img|\]\(http:|(?<!\\)@everyone/);
});
