/** What is said in Slack that belongs to no one run: a notice, a digest, a halt. */
import { digestOf } from '../../src/domain/memory/digest.ts';
import type { Event } from '../../src/domain/events.ts';
import { comingMessage } from '../../src/report/slack/coming.ts';
import { digestMessage } from '../../src/report/slack/digest.ts';
import { haltedMessage, mayNotMessage } from '../../src/report/slack/halt.ts';
import { runningMessage } from '../../src/report/slack/running.ts';
import { viewOf } from '../../src/report/view.ts';
import { noonOf, run } from '../../test/domain/memory/remembered.ts';
import * as runs from '../../test/report/runs.ts';
import type { Shown } from './page.ts';

const at = Date.UTC(2026, 11, 7, 10, 7);
const coming = { schedule: 'weekly', job: 'checkout', at, now: at - 900_000, what: 'slow-payments, then payments-503' };

export function besides(): readonly Shown[] {
  const quiet = digestOf([run(11), run(12)], [], noonOf(10), noonOf(17));
  const bad = digestOf([run(11, 'refuted'), run(12, 'aborted', { experiment: 'payments-503' }), run(13)], [], noonOf(10), noonOf(17));
  return [
    { title: 'a drill comes', message: comingMessage(coming), thread: [] },
    { title: 'a quiet week', message: digestMessage(quiet), thread: [] },
    { title: 'another week', message: digestMessage(bad), thread: [] },
    ...halted(),
  ];
}

function halted(): readonly Shown[] {
  const slot = { schedule: 'weekly', job: 'checkout', slot: '2026-12-07T10:07:00.000Z' };
  const by = 'anna in Slack (U012AB3CD)';
  const before = viewOf(runs.running().map((event): Event => (event.kind === 'run.started' ? { ...event, slot } : event)));
  const after = viewOf(
    runs
      .aborted()
      .map((event): Event => (event.kind === 'run.halted' ? { ...event, reason: { kind: 'operator', by, why: 'the Halt button in Slack' } } : event)),
  );
  if (before === undefined || after === undefined) return [];
  const thread = [mayNotMessage('7k2', ['U012AB3CD']), haltedMessage('U012AB3CD', by, after)].map((message) => ({ message, toAll: false }));
  return [{ title: 'of a schedule, with halt', message: runningMessage(before, { haltButton: true }), thread }];
}
