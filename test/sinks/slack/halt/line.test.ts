import { expect, test } from 'vitest';
import { ms } from '../../../../src/domain/units.ts';
import { keepLine } from '../../../../src/sinks/slack/halt/line.ts';
import type { Session } from '../../../../src/sinks/slack/halt/session.ts';
import { SlackTrouble, type Trouble } from '../../../../src/sinks/slack/trouble.ts';
import { FakeClock } from '../../../fakes/clock.ts';

/** A line whose connections a test makes and ends. */
function rig(answer: (n: number) => Trouble | undefined) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const opened: number[] = [];
  const troubles: (string | undefined)[] = [];
  const ends: (() => void)[] = [];
  const open = (): Promise<Session> => {
    opened.push(clock.now());
    const trouble = answer(opened.length);
    if (trouble !== undefined) return Promise.reject(new SlackTrouble(trouble));
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.push(resolve);
    return Promise.resolve({ ended: promise, close: resolve });
  };
  const kept = keepLine(open, { clock, trouble: (why) => troubles.push(why), signal: stop.signal });
  return { clock, stop, opened, troubles, end: () => ends.at(-1)?.(), kept };
}

const unreached: Trouble = { kind: 'unreached', why: 'Slack cannot be reached: ECONNREFUSED' };

test('a connection that Slack ends after hours is made again, and nobody is troubled', async () => {
  const line = rig(() => undefined);
  await line.clock.advance(3_600_000);
  line.end();
  await line.clock.advance(1000);
  expect(line.opened).toEqual([0, 3_601_000]);
  expect(line.troubles).toEqual([undefined, undefined]);
});

test('a Slack that cannot be reached is asked ever more seldom, never more seldom than once a minute, and said', async () => {
  const line = rig(() => unreached);
  await line.clock.advance(300_000);
  expect(line.opened.slice(0, 7)).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 63_000]);
  expect(line.opened.slice(7)).toEqual([123_000, 183_000, 243_000]);
  expect(new Set(line.troubles)).toEqual(new Set(['Slack cannot be reached: ECONNREFUSED']));
});

test('a Slack that ends every connection at once is not asked faster either', async () => {
  const line = rig(() => undefined);
  for (let n = 0; n < 200; n += 1) {
    line.end();
    await line.clock.advance(1000);
  }
  expect(line.opened.length).toBeLessThan(12);
  expect(line.troubles).toContain('Slack ends every connection at once');
});

test('a token that Slack does not take is asked about every ten minutes', async () => {
  const line = rig((n) => (n < 3 ? { kind: 'refused', code: 'invalid_auth', why: 'Slack answered invalid_auth: check the token' } : undefined));
  await line.clock.advance(1_300_000);
  expect(line.opened).toEqual([0, 600_000, 1_200_000]);
  expect(line.troubles).toEqual(['Slack answered invalid_auth: check the token', 'Slack answered invalid_auth: check the token', undefined]);
});

test('what Slack asks to wait is waited', async () => {
  const line = rig((n) => (n === 1 ? { kind: 'limited', wait: ms(30_000), why: 'Slack asks to wait 30 s' } : undefined));
  await line.clock.advance(31_000);
  expect(line.opened).toEqual([0, 30_000]);
});

test('it ends when the schedule does, and closes its connection', async () => {
  const line = rig(() => undefined);
  await line.clock.advance(1000);
  line.stop.abort();
  await line.kept;
  expect(line.opened).toHaveLength(1);
});
