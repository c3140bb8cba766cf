import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Event, RunStarted } from '../../src/domain/events.ts';
import type { FaultPlan } from '../../src/domain/plan.ts';
import { ms, units } from '../../src/domain/units.ts';
import { reportJson } from '../../src/report/json.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { verdictText } from '../../src/report/verdict-text.ts';
import { viewOf, type RunView } from '../../src/report/view.ts';
import { at, comes, condition, during, ends, eventually, fault, goes, out, phase, recovery, sli, started, stream, told } from '../domain/story.ts';
import { slow } from './runs.ts';

const golden = (name: string): string => join(import.meta.dirname, '../fixtures/report/golden', name);

const plan: FaultPlan = { ...slow, summary: 'adds 2 s ± 200 ms to everything through proxy payments' };

const facts: Partial<RunStarted> = {
  owner: 'checkout-team',
  runbook: 'https://runbooks.example/payments-slow',
  environment: 'local',
  vars: { for: '60s', title: "it's slow" },
  slis: [sli('availability', units.ratio), sli('p99', units.ms), sli('queued', undefined, { judged: false })],
  faults: [fault('slow', { effect: 'counted', summary: plan.summary })],
  expect: [
    during(condition('p99', 'at-most', { kind: 'relative', ratio: 1.3, slack: 50 })),
    eventually(condition('availability', 'at-least', 0.99), 5000),
    recovery(30_000),
  ],
  abort: [{ id: 'abort.availability', condition: condition('availability', 'below', 0.8), patience: { kind: 'for', for: ms(2000) } }],
};

const finished = (time: number, by: 'runner' | 'guardian' = 'runner'): Event =>
  at(time, { kind: 'run.finished', run: '7k2', outcome: 'held', exitCode: 0, wall: '2026-11-24T12:01:00.000Z', folder: '.firedrill/runs/7k2', by });

function story(more: Partial<RunStarted>, ...happenings: (Event | readonly Event[])[]): Event[] {
  return told(
    started({ ...facts, ...more }),
    at(100, {
      kind: 'plan.resolved',
      faults: [{ name: 'slow', plan }],
      detection: [{ id: 'abort.availability', worst: ms(4000), why: '1 s until the next sample + 1 s for the sample at most + 2 s of patience (for 2 s)' }],
    }),
    at(200, { kind: 'preflight.checked', check: 'targets', detail: '1 of 1 faults can be injected and restored' }),
    at(8000, { kind: 'baseline.measured', values: { p99: 120, availability: 1 }, missing: { queued: 'blind: no answer' } }),
    phase(9000, 'inject'),
    ...happenings.map((one) => [one].flat()),
  );
}

const hits = (time: number, count: number): Event =>
  at(time, { kind: 'fault.observed', fault: 'slow', n: 1, observation: { presence: 'present', hits: count } });
const tail = [
  phase(20_060, 'restore'),
  out(20_100),
  at(30_000, { kind: 'recovery.reached', since: ms(22_000), took: ms(1900) }),
  ends(40_000),
  finished(40_000),
];
const samples = (p99: number, availability: number): Event[] => [
  ...stream('p99', 9000, Array<number>(15).fill(p99)),
  ...stream('availability', 9000, Array<number>(15).fill(availability)),
];

const stories = {
  held: story({}, comes(10_000), samples(140, 1), stream('queued', 11_000, [3, { kind: 'blind', reason: 'no answer' }]), hits(19_000, 412), goes(20_000), tail),
  aborted: story(
    {},
    comes(10_000),
    samples(1800, 0.712),
    hits(13_000, 97),
    at(13_000, {
      kind: 'run.halted',
      reason: { kind: 'abort', id: 'abort.availability', sli: 'availability', condition: 'below 80 % for 2 s', value: 0.712, shown: '71.2 %' },
      breachedAt: ms(11_000),
      decidedAt: ms(13_004),
    }),
    goes(13_010),
    out(13_070),
    finished(14_000),
  ),
  'not-restored': story(
    {},
    comes(10_000),
    samples(140, 1),
    hits(19_000, 412),
    at(20_000, { kind: 'fault.restoring', fault: 'slow', n: 1 }),
    at(25_000, {
      kind: 'fault.left',
      fault: 'slow',
      n: 1,
      by: 'runner',
      left: [{ target: 'payments', why: 'the server answers /version but not /proxies.', command: 'toxiproxy-cli toxic remove -n fd-7k2-1 payments' }],
    }),
    out(25_010),
    finished(26_000),
  ),
  refused: [
    started(facts),
    at(5000, {
      kind: 'preflight.refused',
      refusals: [{ why: 'p99 412 ms, must be at most 300 ms.', hint: 'Wait until it is well, or correct steady-state.' }],
    }),
    finished(5010),
  ],
};

function view(events: readonly Event[]): RunView {
  const found = viewOf(events);
  if (found === undefined) throw new Error('no view');
  return found;
}

for (const [name, events] of Object.entries(stories)) {
  test(`the report of a run that ended ${name}, for people`, async () => {
    await expect(reportMarkdown(view(events))).toMatchFileSnapshot(golden(`${name}.md`));
  });

  test(`the report of a run that ended ${name}, for programs`, async () => {
    await expect(reportJson(view(events))).toMatchFileSnapshot(golden(`${name}.json`));
  });
}

test('a record that does not say what was run has no view', () => {
  expect(viewOf([])).toBeUndefined();
});

test('a record that just ends says so', () => {
  const text = reportMarkdown(view(stories.held.filter(({ kind }) => kind !== 'run.finished')));
  expect(text).toContain('and its record just ends');
});

test('the guardian that wrote the end is named', () => {
  expect(reportMarkdown(view([...stories.refused.slice(0, 2), finished(6000, 'guardian')]))).toContain('The guardian wrote the end');
});

test.each(['not-restored', 'aborted'] as const)('what a person let go is nowhere said to be restored or gone: %s', (name) => {
  const letGo = at(30_000, { kind: 'fault.forgotten', fault: 'slow', n: 1, reason: 'the host is scrapped' });
  const record = [...stories[name].filter(({ kind }) => kind !== 'fault.restored'), letGo];
  const seen = view(record);
  expect(seen.verdict.outcome).not.toBe('held');
  const texts = [reportMarkdown(seen), verdictText(seen.verdict, { started: seen.started, paint: (_style, text) => text })];
  for (const text of texts) {
    expect(text).toContain('let go: the host is scrapped');
    expect(text).not.toMatch(/read back|everything was restored|everything is out|seen to be gone|✔ restored|restored at/i);
  }
});

test('a rehearsal is not said to have put anything in place, or taken it out', () => {
  const text = reportMarkdown(view(stories.aborted.map((event) => (event.kind === 'run.started' ? { ...event, rehearsal: true } : event))));
  expect(text).toContain('This was rehearsed: nothing was injected, and nothing had to be taken out.');
  expect(text).toContain('| ⊘ rehearsed, not injected | slow (toxiproxy.latency, injection 1) | payments |  |  |  |');
  expect(text).toContain('→ nothing was in place.');
  expect(text).not.toMatch(/read back|Everything was restored|✔ restored/);
});

test('the same record always makes the same report', () => {
  const again = JSON.parse(JSON.stringify(stories.aborted)) as Event[];
  expect(reportMarkdown(view(again))).toBe(reportMarkdown(view(stories.aborted)));
  expect(reportJson(view(again))).toBe(reportJson(view(stories.aborted)));
});
