import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/domain/events.ts';
import type { Message } from '../../../src/report/slack/blocks.ts';
import { detailMessages } from '../../../src/report/slack/details.ts';
import type { Extras } from '../../../src/report/slack/extras.ts';
import { runningMessage } from '../../../src/report/slack/running.ts';
import { alarmMessage, isAlarming, verdictMessage } from '../../../src/report/slack/verdict.ts';
import { viewOf, type RunView } from '../../../src/report/view.ts';
import { refuseBlocks } from '../../fakes/slack/blocks.ts';
import { aborted, blindRun, halting, held, notRestored, refused, refuted, rehearsed, running, wide } from '../runs.ts';

function view(events: readonly Event[]): RunView {
  const seen = viewOf(events);
  if (seen === undefined) throw new Error('it records no run');
  return seen;
}

/** Every line that a message shows. */
const lines = ({ blocks }: Message): readonly string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'divider') return [];
    if (block.type === 'actions') return block.elements.map(({ text, confirm }) => `[${text.text}] ${confirm.title.text} ${confirm.text.text}`);
    return (block.type === 'context' ? block.elements : [block.text]).flatMap(({ text }) => text.split('\n'));
  });

const everything = (of: RunView, extras: Extras = {}): readonly Message[] => [
  verdictMessage(of, extras),
  alarmMessage(of, extras),
  runningMessage(of, extras),
  ...detailMessages(of),
];

const hypothesis = '>When payments answers two seconds late, 99 % of shoppers still check out, because the breaker opens within 15 s.';
const about = 'Run 7k2 · environment staging · owner checkout-team · started <!date^1795521600^{date_short_pretty} at {time_secs}|2026-11-24T12:00:00.000Z>';
const runbook = '<https://runbooks.example/payments-slow|runbook>';

describe('the message of a run', () => {
  test('that held says its numbers, the proof of restore, findings and where the report is', () => {
    const message = verdictMessage(view(held()), { findings: '2 open, 1 overdue', reportUrl: 'https://ci.example/{experiment}/{run}' });
    expect(message.text).toBe('✔ Held: slow-payments: all 4 expectations met');
    expect(lines(message)).toEqual([
      '✔ Held: slow-payments',
      '*all 4 expectations met*',
      hypothesis,
      '✔ met  availability at least 99 % during the fault: *99.59 %*',
      '✔ met  p99 at most 170 ms (130 % of baseline or +50 ms) during the fault, after 15 s: *136 ms*',
      '✔ met  availability at least 90 % in every sample during the fault: *99.35 %*',
      '✔ met  steady state again within 30 s of the restore: *1.94 s*',
      '*availability* lowest in the run *99.35 %* (abort below 80 %, expected at least 99 %, expected at least 90 %)',
      '*p99* highest in the run *518 ms* (expected at most 170 ms)',
      '✔ restored  *slow* (toxiproxy.latency) on payments: seen in place from 25 s to 1 m 25 s, hit 1200 times, taken out in 50 ms; read back afterwards, and gone',
      '*Recovery*  steady state was back 1.94 s after the restore',
      '*Findings*  2 open, 1 overdue',
      `${about} · lasted 1 m 36 s · ${runbook} · <https://ci.example/slow-payments/7k2|report>`,
    ]);
  });

  test('that was aborted says when it breached, halted and was restored, and what is broken first', () => {
    const said = lines(verdictMessage(view(aborted()), {}));
    expect(said[0]).toBe('■ Aborted and restored: slow-payments');
    expect(said[1]).toBe('*availability fell to 58 % (abort below 80 % for 2 s)*');
    expect(said[3]).toBe(
      '✖ *broken*  availability at least 90 % in every sample during the fault: *58 %* (4 of 19 samples, the first 16 s after the fault was seen in place)',
    );
    expect(said).toContain('*Halt*  breached 42 s → halted 44 s (+2.05 s) → restored 44.2 s (+110 ms)');
  });

  test('that is not restored says first what is left, where, and the command that puts it right', () => {
    const said = lines(verdictMessage(view(notRestored()), { mention: 'U0ONCALL' }));
    expect(said.slice(0, 2)).toEqual(['‼ NOT RESTORED: slow-payments', '<@U0ONCALL> something is still broken.']);
    expect(said.slice(3, 9)).toEqual([
      'The drill is over, and its fault is not: until somebody takes it out, it hurts.',
      hypothesis,
      '‼ *NOT RESTORED*  *slow* (toxiproxy.latency) on payments: seen in place from 25 s, hit 380 times',
      '↳ toxic "fd-7k2-1" on proxy payments: the server answers /version but not /proxies, some client is not reading. By hand:',
      '```toxiproxy-cli toxic delete --toxicName fd-7k2-1 payments```',
      '*Halt*  breached 42 s → halted 44 s (+2.05 s) → not everything is restored',
    ]);
  });

  test('that was refused says why and the way out, and no verdict on anything', () => {
    expect(lines(verdictMessage(view(refused()), {}))).toEqual([
      '⊘ Not injected: slow-payments',
      '⊘ 1 of 3 pods of deployment "storefront" is not ready, and min-available is 3.',
      '↳ Wait for it (kubectl -n shop rollout status deploy/storefront), or lower limits.min-available.',
      '⊘ the calendar "freezes" has "Black Friday" until 2026-11-28.',
      '↳ Run it after that.',
      'Nothing was injected, and nothing is to be put right.',
      hypothesis,
      `${about} · lasted 5.31 s · ${runbook}`,
    ]);
  });

  test('that was rehearsed never says that anything held, was injected or restored', () => {
    const said = lines(verdictMessage(view(rehearsed()), {})).join('\n');
    expect(said).toMatch(/^⊘ Rehearsal, nothing injected: slow-payments\n/);
    expect(said).toContain('A rehearsal does everything but the injection: it can say that the drill is ready, never that the hypothesis holds.');
    expect(said).toContain('⊘ rehearsed, not injected  *slow* (toxiproxy.latency) on payments\n');
    expect(said).not.toMatch(/Held|✔ restored|read back|in place from/);
  });

  test('while it lasts says what is done and what is in place, and no verdict', () => {
    expect(lines(runningMessage(view(running()), {}))).toEqual([
      '▶ Running: slow-payments',
      hypothesis,
      '✔ plan  ·  ✔ preflight  ·  ✔ baseline  ·  ✔ inject  ·  ▶ *observe*  ·  restore  ·  recovery',
      '● *slow* is in place on payments since 25 s: adds 2 s to everything through proxy payments',
      `${about} · ${runbook}`,
    ]);
  });

  test('while it halts says so', () => {
    const said = lines(runningMessage(view(halting()), {}));
    expect(said[0]).toBe('■ Halting: slow-payments');
    expect(said[3]).toBe('■ *Halted* at 44 s, 2.05 s after the cause at 42 s: what is in place is being taken out.');
  });

  test('only alarms the channel where it was aborted or is not restored', () => {
    const loud = [held(), refuted(), aborted(), notRestored(), refused(), rehearsed(), blindRun()].map((events) => isAlarming(view(events)));
    expect(loud).toEqual([false, false, true, true, false, false, false]);
    expect(isAlarming(view(aborted({ rehearsal: true })))).toBe(false);
  });

  test('tells the first expectations and counts the rest', () => {
    const said = lines(verdictMessage(view(wide(12)), {}));
    expect(said).toContain('and 5 more expectations');
    expect(lines(detailMessages(view(wide(12)))[0] ?? { text: '', blocks: [] }).filter((line) => line.startsWith('✔ met'))).toHaveLength(13);
  });
});

const nasty = fc.oneof(
  fc.constantFrom('<!channel>', '<@U012AB3CD>', '<!subteam^S012|x>', '<https://evil.example|here>', '*', '_', '~', '`', '```', '&', '&lt;!here&gt;', ':fire:', '\n>', '\u202e', '\ud83e', '👩‍👩‍👧‍👦', 'ﷺ', 'مرحبا', 'e\u0301\u0302', '\u0000'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
); // prettier-ignore
const words = fc.oneof(
  fc.array(nasty, { maxLength: 30 }).map((parts) => parts.join('')),
  fc.tuple(nasty, fc.integer({ min: 1, max: 9000 })).map(([one, times]) => one.repeat(times).slice(0, 20_000)),
);

/** Puts words wherever an experiment or a target has some. */
function spoken(events: readonly Event[], text: string): readonly Event[] {
  return events.map((event): Event => {
    if (event.kind === 'run.started') {
      const faults = event.faults.map((fault) => ({ ...fault, summary: text, type: text }));
      return { ...event, experiment: text, hypothesis: text, owner: text, environment: text, run: text, runbook: `https://x.example/${text}`, faults };
    }
    if (event.kind === 'fault.prepared') return { ...event, targets: [text] };
    if (event.kind === 'fault.left') return { ...event, left: [{ target: text, why: text, command: text }] };
    if (event.kind === 'preflight.refused') return { ...event, refusals: Array.from({ length: 60 }, () => ({ why: text, hint: text })) };
    return event.kind === 'preflight.checked' ? { ...event, check: text, detail: text } : event;
  });
}

/** All that Slack would read as more than text, but what we mean by it. */
const meant = /<!date\^\d+\^\{date_short_pretty\} at \{time_secs\}\|[^<>|]*>|<https:\/\/[^<>|\s]+\|(?:runbook|report)>/g;
const mrkdwnOf = ({ text, blocks }: Message): readonly string[] => [
  text,
  ...blocks.flatMap((block) =>
    (block.type === 'divider' || block.type === 'actions' ? [] : block.type === 'context' ? block.elements : [block.text]).flatMap((one) =>
      one.type === 'mrkdwn' ? [one.text] : [],
    ),
  ),
];

describe('whatever an experiment or a target says', () => {
  const stories = [held(), aborted(), notRestored(), refused(), running()];

  test('Slack takes every message', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...stories), (text, story) => {
        for (const message of everything(view(spoken(story, text)), { findings: text })) {
          expect(refuseBlocks(JSON.parse(JSON.stringify(message.blocks)))).toBeUndefined();
          expect(message.text.length).toBeLessThanOrEqual(4000);
          expect(message.text.isWellFormed() && JSON.stringify(message.blocks).isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 80 },
    );
  });

  test('it mentions nobody, links nothing, and begins no line', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...stories), (text, story) => {
        for (const message of everything(view(spoken(story, text)), { findings: text }))
          for (const one of mrkdwnOf(message)) expect(one.replace(meant, '')).not.toMatch(/<|(?<!^)(?<!\n)>|&(?!amp;|lt;|gt;)/);
      }),
      { numRuns: 80 },
    );
  });

  test('a hundred expectations, faults and SLIs are told as far as messages hold them, and the rest is said to be in the report', () => {
    const pages = detailMessages(view(spoken(wide(300), 'word '.repeat(100))));
    expect(pages).toHaveLength(3);
    expect(lines(pages[2] ?? { text: '', blocks: [] }).at(-1)).toBe('More than a message holds: the rest is in the report.');
    for (const { blocks } of pages) expect(refuseBlocks(blocks)).toBeUndefined();
  });
});
