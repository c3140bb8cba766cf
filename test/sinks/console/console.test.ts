import { describe, expect, test } from 'vitest';
import { atItsWord } from '../../../src/domain/at-its-word.ts';
import type { Event } from '../../../src/domain/events.ts';
import { ms } from '../../../src/domain/units.ts';
import { rehearse } from '../../../src/injectors/rehearsal.ts';
import { consoleSink } from '../../../src/sinks/console/sink.ts';
import { ndjsonSink } from '../../../src/sinks/ndjson/sink.ts';
import { at, comes, goes, started, verdictOf } from '../../domain/story.ts';
import { drill, fault, interrupt, once, planOf, worldWith } from '../../engine/rig.ts';

/** What a person sees: `talk` and `print` in one stream, as in a terminal. */
function shown(events: readonly Event[], colour = false): string {
  const lines: string[] = [];
  const sink = consoleSink({
    print: (line) => lines.push(line),
    talk: (line) => lines.push(line),
    paint: (_where, style, text) => (colour ? `<${style}>${text}</>` : text),
    pace: 5000,
  });
  for (const event of events) void sink.receive(event);
  return lines.join('\n');
}

async function aborted(): Promise<readonly Event[]> {
  const world = worldWith();
  world.fault('slow').hits = 12;
  world.measures('errors', () => ({
    kind: 'good',
    value: world.acts.length > 0 && world.clock.now() > 14_000 && world.fault('slow').inPlace.size > 0 ? 90 : 2,
  }));
  return (await drill(planOf([fault('slow', { effect: 'counted' })]), world)).events;
}

const golden = `   +0.0s  plan       trial, run fake01
   +0.0s             It holds.
   +0.0s  plan       slow: breaks slow
   +0.0s  preflight  guardian: process 200 restores should this one be gone
   +0.0s  preflight  allowed: the environment allows it, nobody else holds the targets
   +0.0s  preflight  targets: 1 of 1 faults can be injected and restored
   +5.0s  preflight  steady state: it holds, and every SLI answers
   +5.0s  baseline   2 s after 1 s of warm-up, nothing injected
   +8.2s  baseline   errors 2
   +8.2s  inject     slow: into target of slow; its undo is on disk
   +8.2s  inject     slow: seen in place
   +9.0s  observe    errors 2 (abort above 50) · [slow 9 s left]
  +14.0s  observe    errors 2 (abort above 50) · [slow 4 s left, 12 hits]
  +15.0s  watch      abort.errors: breached at 15 s
  +15.0s  HALT       errors is 90 (abort above 50). Breached at 15 s, decided at 15 s.
  +15.0s  restore    slow: taking it out
  +15.0s  restore    slow: out, and seen to be gone, in 0 ms
  +15.0s  restore    everything is out 0 ms after the halt was decided
  +15.0s  recovery   waiting for the steady state
  +19.0s  recovery   errors 2 (at most 5)
  +20.0s  recovery   steady state again 0 ms after the restore

ABORTED  trial: errors rose to 90 (abort above 50)
  undecided  during.errors: 16.67  [errors at most 5 during the fault]  the run was halted before its window was over; mean of the samples
  halt       breached 15 s → decided 15 s (+0 ms) → restored 15 s (+0 ms)
  restored   slow (target of slow), 12 hit, taken out in 0 ms, and seen to be gone

Record: /records/fake01
Report: firedrill report fake01`;

describe('a run in a terminal', () => {
  test('reads from its plan to its verdict, to the letter', async () => {
    expect(shown(await aborted())).toBe(golden);
  });

  test('says in words what it says in colour', async () => {
    const events = await aborted();
    const coloured = shown(events, true);
    expect(coloured).toContain('<red>');
    expect(coloured).toContain('<green>');
    expect(coloured.replaceAll(/<\/?[a-z]*>/g, '')).toBe(shown(events));
  });

  test('that was refused still names every expectation, and why it is undecided', async () => {
    const world = worldWith();
    world.measures('errors', 90);
    const text = shown((await drill(planOf([fault('slow')]), world)).events);
    expect(text).toMatch(/^REFUSED {2}trial: .*\nNot injecting: .*\n .*\n {2}undecided {2}during\.errors {2}\[errors at most 5 during the fault\] {2}\S/m);
  });

  test('shows the numbers at its pace, and no more often', async () => {
    const { events } = await drill(planOf([fault('slow', {}, { for: ms(20_000) })]), worldWith());
    const numbers = shown(events)
      .split('\n')
      .filter((line) => line.includes('errors 0 (abort above 50)'));
    expect(numbers).toHaveLength(4);
    expect(numbers[0]).toContain('[slow 19 s left]');
  });

  test('whose restore nobody could check says so, and never that its fault was seen to be gone', async () => {
    const world = worldWith();
    world.fault('slow').onRestore = async () => ({ kind: 'restored', note: atItsWord });
    const text = shown((await drill(planOf([fault('slow')]), world)).events);
    expect(text).toContain('slow: out, in 0 ms (taken at its word: nothing observes it)');
    expect(text).toContain('  restored   slow (target of slow), taken out in 0 ms (taken at its word: nothing observes it)');
    expect(text).not.toContain('seen to be gone');
  });

  test('that is a rehearsal says nowhere that something was in place, or taken out', async () => {
    const world = worldWith();
    world.wrap = (injector) => rehearse(injector);
    const text = shown((await drill(planOf([fault('slow')], {}, { rehearsal: true }), world)).events);
    const lines = text.split('\n').map((line) => line.replace(/^ *\+[\d.]+s +/, ''));
    expect(lines.filter((line) => /^(inject|restore) /.test(line))).toEqual([
      'inject     slow: would go into target of slow',
      'inject     slow: not injected, this is a rehearsal',
      'restore    slow: would be taken out now',
    ]);
    expect(lines).toContain('  rehearsed  slow (target of slow): nothing was injected');
    expect(text).not.toMatch(/in place|seen to be gone|everything is out|undo is on disk|after the restore$/m);
  });

  test('that is a rehearsal and is halted has nothing to restore', async () => {
    const world = worldWith();
    world.wrap = (injector) => rehearse(injector);
    const operator = new AbortController();
    once(
      world,
      ({ kind }) => kind === 'fault.present',
      () => interrupt(operator),
    );
    const text = shown((await drill(planOf([fault('slow')], {}, { rehearsal: true }), world, operator)).events);
    expect(text).toMatch(/ {2}halt {7}breached .* → decided .* → nothing was in place$/m);
    expect(text).not.toContain('everything is out');
  });

  test('that left something says so where the restore ends, and not that everything is out', async () => {
    const world = worldWith();
    const operator = new AbortController();
    once(
      world,
      ({ kind }) => kind === 'fault.present',
      () => interrupt(operator),
    );
    world.fault('slow').onRestore = async () => ({ kind: 'left', left: [{ target: 'payments', why: 'it does not answer', command: 'mend it' }] });
    const text = shown((await drill(planOf([fault('slow')]), world, operator)).events);
    expect(text).toContain('slow: NOT RESTORED on payments: it does not answer\n                       mend it');
    expect(text).toContain('1 fault is NOT RESTORED: see above');
    expect(text).not.toContain('everything is out');
    expect(text).toContain('NOT RESTORED  trial: slow is not restored on payments (it does not answer)');
  });

  test('that is halted in recovery says that everything was out before', async () => {
    const world = worldWith();
    const operator = new AbortController();
    once(
      world,
      (event) => event.kind === 'phase.entered' && event.phase === 'recovery',
      () => void world.clock.sleep(ms(2000)).then(() => interrupt(operator)),
    );
    const text = shown((await drill(planOf([fault('slow')]), world, operator)).events);
    expect(text).toMatch(/→ restored before, 1\d(\.\d+)? s$/m);
  });
});

describe('every kind of event', () => {
  const verdict = verdictOf([started(), ...comes(1000), ...goes(2000)]);
  const left = [{ target: 'payments', why: 'no answer', command: 'mend it' }];
  const one = { fault: 'slow', n: 1 };
  const all: Readonly<Record<Event['kind'], object>> = {
    'run.started': started(),
    'plan.resolved': { faults: [{ name: 'slow', plan: fault('slow').plan }], detection: [] },
    'phase.entered': { phase: 'baseline' },
    'preflight.checked': { check: 'allowed', detail: 'nobody else holds the targets' },
    'preflight.refused': { refusals: [{ why: 'no.', hint: 'Ask.' }] },
    'application.started': { name: 'application', detail: 'node shop.ts' },
    'application.used': { name: 'shop', detail: 'it answers already' },
    'application.stopped': { name: 'application', detail: 'ended' },
    'sli.sampled': { sli: 'p99', sample: { kind: 'blind', reason: 'no answer', at: ms(1), from: ms(0) } },
    'baseline.measured': { values: { p99: 120 }, missing: { queued: 'blind' } },
    'fault.prepared': { ...one, targets: ['payments'], ends: ms(60_000) },
    'fault.injected': { ...one, unclear: 'no answer' },
    'fault.present': one,
    'fault.observed': { ...one, observation: { presence: 'present', hits: 3 } },
    'fault.vanished': { ...one, detail: 'gone' },
    'fault.failed': { ...one, why: 'it is absent' },
    'fault.refused': { ...one, refusals: [{ why: 'fault slow: run a holds it.', hint: 'Wait for it.' }] },
    'fault.restoring': one,
    'fault.restored': { ...one, took: ms(50), by: 'runner', note: 'edited since' },
    'fault.left': { ...one, by: 'runner', left },
    'fault.forgotten': { ...one, reason: 'the host was scrapped' },
    'abort.breached': { id: 'abort.p99', since: ms(1), value: 3 },
    'run.halted': { reason: { kind: 'limit', limit: ms(300_000) }, breachedAt: ms(1), decidedAt: ms(2) },
    'run.restored': {},
    'recovery.reached': { since: ms(1), took: ms(2) },
    'recovery.missed': { after: ms(60_000) },
    'load.summed': { load: 'checkout', good: 9, failed: 1, dropped: 0, skipped: 0, waiting: 0, worstLag: 1, failures: { 'status 503': 1 } },
    'subscriber.dropped': { name: 'slack', why: '503' },
    note: { text: 'a note' },
    'tool.failed': { why: 'a bug' },
    'verdict.reached': { verdict },
    'run.finished': { run: '7k2', outcome: 'held', exitCode: 0, wall: '2026-11-24T12:00:00.000Z', folder: '/r/7k2', by: 'runner' },
  };
  const events = Object.entries(all).map(([kind, rest]) => ({ ...rest, kind, at: ms(1000) }) as Event);

  test.each(events.map((event) => [event.kind, event] as const))('%s reads like a sentence, alone and in a run', (_kind, event) => {
    for (const text of [shown([event]), shown([started(), ...comes(500), event])]) expect(text).not.toMatch(/undefined|NaN|\[object|Infinity|null/);
  });

  test('is one line of JSON', () => {
    const lines: string[] = [];
    const sink = ndjsonSink((line) => lines.push(line));
    for (const event of events) void sink.receive(event);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(events);
    expect(lines.some((line) => line.includes('\n'))).toBe(false);
  });

  test.each([
    [{ kind: 'abort', id: 'a', sli: 'p99', condition: 'above 1.5 s for 3 s', value: 2000, shown: '2 s' }, 'p99 is 2 s (abort above 1.5 s for 3 s).'],
    [{ kind: 'blind', sli: 'p99', why: 'blind for longer than 3 s: no answer' }, 'p99 is blind for longer than 3 s: no answer.'],
    [{ kind: 'limit', limit: ms(300_000) }, 'the hard limit of 5 m is reached.'],
    [{ kind: 'signal', signal: 'SIGINT' }, 'SIGINT from the operator.'],
    [{ kind: 'operator', by: 'ada', why: 'enough.' }, 'ada: enough.'],
    [{ kind: 'guardian', why: 'the guardian is gone' }, 'the guardian is gone.'],
    [{ kind: 'record', why: 'ENOSPC' }, 'the record cannot be written: ENOSPC.'],
    [{ kind: 'failure', why: 'no such proxy' }, 'no such proxy.'],
  ] as const)('of a halt says why: %j', (reason, text) => {
    const halted = at(3000, { kind: 'run.halted', reason, breachedAt: ms(1000), decidedAt: ms(3000) });
    expect(shown([halted])).toBe(`   +3.0s  HALT       ${text} Breached at 1 s, decided at 3 s.`);
  });
});
