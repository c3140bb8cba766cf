import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { abortedDrill, untilVerdict } from '../sinks/drills.ts';
import { httpReceiver, type Receiver } from '../sinks/receiver.ts';
import { place, type Place } from './firedrill.ts';

let here: Place;
let receiver: Receiver;
beforeEach(async () => {
  here = await place();
  receiver = await httpReceiver(({ headers }) => ({ words: String(headers['x-firedrill-delivery']) }));
});
afterEach(async () => {
  await here[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const hook = (): string => `{ type: webhook, url: '${receiver.address}', secret: '\${file:hook.secret}' }`;
const config = (...sinks: readonly string[]): Promise<void> =>
  here.write('firedrill.config.yaml', `environments: { local: { production: false } }\n${sinks.join('\n')}\n`);

/** A run that is over, whose end `hook` has not got; it ended so many days ago. */
async function owes(run: string, days = 1, events: readonly Event[] = abortedDrill()): Promise<void> {
  const folder = join('.firedrill', 'runs', run);
  await mkdir(join(here.path, folder, 'sinks'), { recursive: true });
  const wall = new Date(Date.now() - days * 24 * 3_600_000).toISOString();
  const own = events.map((event) => (event.kind === 'run.started' || event.kind === 'run.finished' ? { ...event, run, wall } : event));
  await here.write(join(folder, 'events.ndjson'), own.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await here.write(join(folder, 'sinks', 'hook.json'), '{"state":"undelivered","handle":{"sent":["run.started"]},"why":"it was dead"}\n');
  await here.write('hook.secret', 'canary-canary-canary');
}
const stateOf = async (run: string): Promise<unknown> =>
  (JSON.parse(await readFile(join(here.path, '.firedrill', 'runs', run, 'sinks', 'hook.json'), 'utf8')) as { state: unknown }).state;

// Each starts the program a few times, on a machine that may be busy.
describe('report --resend', { timeout: 120_000 }, () => {
  test('sends what is missing of every run that is over, or of the one that is named', async () => {
    await config('sinks:', `  hook: ${hook()}`);
    await owes('aaaaaa');
    await owes('bbbbbb');
    expect(await here.firedrill('report', '--resend', 'bbbbbb')).toEqual({
      code: 0,
      out: 'Run bbbbbb: delivered to hook.\nNothing is owed any more.\n',
      err: '',
    });
    expect(await here.firedrill('report', '--resend')).toEqual({ code: 0, out: 'Run aaaaaa: delivered to hook.\nNothing is owed any more.\n', err: '' });
    expect(receiver.got).toEqual(['bbbbbb-verdict.reached', 'bbbbbb-run.finished', 'aaaaaa-verdict.reached', 'aaaaaa-run.finished']);
  });

  test('tries a dead receiver for one run only, and keeps all', async () => {
    await config('sinks:', `  hook: ${hook()}`);
    await owes('aaaaaa');
    await owes('bbbbbb');
    await receiver.mode('refuses');
    const { code, out } = await here.firedrill('report', '--resend');
    expect(code).toBe(4);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^Run (aaaaaa|bbbbbb): not delivered to hook: connect ECONNREFUSED 127\.0\.0\.1:\d+\.$/),
      expect.stringMatching(/^Run (aaaaaa|bbbbbb): not sent to hook: it failed just now\.$/),
    ]);
    expect([await stateOf('aaaaaa'), await stateOf('bbbbbb')]).toEqual(['undelivered', 'undelivered']);
  });

  test('says what a sink is owed that is in the config no more', async () => {
    await config('sinks:', `  other: ${hook()}`);
    await owes('aaaaaa');
    expect(await here.firedrill('report', '--resend')).toEqual({
      code: 4,
      out: 'Run aaaaaa: hook is no sink of firedrill.config.yaml that can be used here; it is given up two weeks after the run.\n',
      err: '',
    });
  });

  test('gives up what is two weeks old, says so once, and sends it where the run is named', async () => {
    await config('sinks:', `  hook: ${hook()}`);
    await owes('aaaaaa', 15);
    const givenUp = 'Run aaaaaa: given up for hook: it ended more than two weeks ago. To send it all the same: firedrill report --resend aaaaaa\n';
    expect(await here.firedrill('report', '--resend')).toEqual({ code: 0, out: `${givenUp}Nothing is owed any more.\n`, err: '' });
    expect([await stateOf('aaaaaa'), receiver.calls()]).toEqual(['given-up', 0]);
    expect(await here.firedrill('report', '--resend')).toEqual({ code: 0, out: 'Nothing is owed any more.\n', err: '' });
    expect((await here.firedrill('report', '--resend', 'aaaaaa')).out).toBe('Run aaaaaa: delivered to hook.\nNothing is owed any more.\n');
    expect(receiver.got).toEqual(['aaaaaa-verdict.reached', 'aaaaaa-run.finished']);
  });

  test('sends nothing of a run that died and that nobody has ended', async () => {
    await config('sinks:', `  hook: ${hook()}`);
    await owes('aaaaaa', 1, untilVerdict(abortedDrill()));
    expect(await here.firedrill('report', '--resend')).toEqual({
      code: 4,
      out: 'Run aaaaaa: it died, and has not ended: firedrill restore aaaaaa.\n',
      err: '',
    });
    expect(receiver.calls()).toBe(0);
  });

  test('has nothing to send where no sink was told, and knows no run that is not there', async () => {
    await config();
    expect(await here.firedrill('report', '--resend')).toEqual({ code: 0, out: 'Nothing to send: no sink was told of any run here.\n', err: '' });
    expect((await here.firedrill('report', '--resend', 'zzzzzz')).code).toBe(2);
    expect(await here.firedrill('report')).toEqual({
      code: 2,
      out: '',
      err: 'Cannot report: no run is named.\n  firedrill runs lists them: firedrill report <run>\n',
    });
  });

  test('names what is wrong with the config', async () => {
    await config('sinks:', `  hook: { type: webhok }`);
    await owes('aaaaaa');
    const { code, err } = await here.firedrill('report', '--resend');
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^Cannot send: the config is wrong\.\n {2}firedrill\.config\.yaml:3:17 {2}webhok is not a type of sink\./),
    ]);
  });
});
