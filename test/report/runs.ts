/** Whole runs in a few lines, for what words and draws them: one sample a second, the same every time. */
import type { Event, RunStarted } from '../../src/domain/events.ts';
import type { FaultPlan } from '../../src/domain/plan.ts';
import type { Measurement } from '../../src/domain/sample.ts';
import { ms, units } from '../../src/domain/units.ts';
import {
  at,
  blind,
  comes,
  condition,
  during,
  fault,
  goes,
  out,
  phase,
  recovery,
  sampled,
  sample,
  sli,
  started,
  throughout,
  told,
  verdictOf,
} from '../domain/story.ts';

/** A number in 0..1 that looks like noise and depends on nothing but its place. */
const noise = (n: number): number => (((Math.sin(n * 12.9898) * 43_758.5453) % 1) + 1) % 1;

export type Course = (second: number) => number | Measurement;

/** One sample a second; the course is asked for the value of each. */
const course = (name: string, seconds: number, of: Course): Event[] =>
  Array.from({ length: seconds }, (_, index) => {
    const value = of(index + 1);
    return sampled(name, sample((index + 1) * 1000, typeof value === 'number' ? { kind: 'good', value } : value));
  });

const unseen = (reason = 'no answer within 1 s'): Measurement => blind(0, reason);

/** What its one fault was planned to do. */
export const slow: FaultPlan = {
  summary: 'adds 2 s to everything through proxy payments',
  candidates: ['payments'],
  locks: ['toxiproxy:payments'],
  group: 'payments',
  hosts: ['127.0.0.1'],
  share: {},
  needs: { env: [], rights: [] },
  lease: { kind: 'none', why: 'Toxiproxy holds none' },
  effect: 'counted',
  healsByItself: false,
  restores: 'deletes the toxic fd-7k2-1',
  harm: 'payments stays slow',
};

const facts: Partial<RunStarted> = {
  owner: 'checkout-team',
  runbook: 'https://runbooks.example/payments-slow',
  environment: 'staging',
  hypothesis: 'When payments answers two seconds late, 99 % of shoppers still check out, because the breaker opens within 15 s.',
  slis: [sli('availability', units.ratio), sli('p99', units.ms), sli('breaker-open')],
  faults: [fault('slow', { effect: 'counted', summary: slow.summary })],
  expect: [
    during(condition('availability', 'at-least', 0.99)),
    during(condition('p99', 'at-most', { kind: 'relative', ratio: 1.3, slack: 50 }), 15_000),
    throughout(condition('availability', 'at-least', 0.9)),
    recovery(30_000),
  ],
  abort: [{ id: 'abort.availability', condition: condition('availability', 'below', 0.8), patience: { kind: 'for', for: ms(2000) } }],
};

/** Until the injection: plan, preflight, baseline. */
export function opening(more: Partial<RunStarted> = {}): Event[] {
  return told(
    started({ ...facts, ...more }),
    phase(0, 'plan'),
    at(100, { kind: 'plan.resolved', faults: [{ name: 'slow', plan: slow }], detection: [] }),
    phase(200, 'preflight'),
    at(5000, { kind: 'preflight.checked', check: 'targets', detail: '1 of 1 faults can be injected and restored' }),
    phase(5100, 'baseline'),
    at(20_000, { kind: 'baseline.measured', values: { p99: 120, availability: 1, 'breaker-open': 0 }, missing: {} }),
  );
}

/** The verdict that the events so far give, and the end. */
function ending(events: readonly Event[], time: number): Event[] {
  const verdict = verdictOf(events);
  const { outcome, exitCode } = verdict;
  return [
    ...events,
    at(time, { kind: 'verdict.reached', verdict }),
    at(time + 10, { kind: 'run.finished', run: '7k2', outcome, exitCode, wall: '2026-11-24T12:02:00.000Z', folder: '.firedrill/runs/7k2', by: 'runner' }),
  ];
}

const hits = (time: number, count: number): Event =>
  at(time, { kind: 'fault.observed', fault: 'slow', n: 1, observation: { presence: 'present', hits: count } });
const looks = (from: number, until: number): Event[] =>
  Array.from({ length: Math.max(0, Math.floor((until - from) / 1000)) }, (_, index) => hits(from + (index + 1) * 1000, (index + 1) * 20));

const stay = (from: number, until: number): Event[] => [
  phase(from - 500, 'inject'),
  ...comes(from),
  phase(from + 10, 'observe'),
  ...looks(from, until),
  phase(until, 'restore'),
  ...goes(until),
  out(until + 60),
  phase(until + 70, 'recovery'),
];

const inPlace = (second: number): boolean => second > 25 && second <= 85;
const availability: Course = (second) => (inPlace(second) ? 0.9935 + noise(second) * 0.006 : 1);
const p99: Course = (second) => (inPlace(second) ? 125 + noise(second + 7) * 30 + (second < 35 ? 900 - second * 20 : 0) : 115 + noise(second) * 12);
const breaker: Course = (second) => (second > 32 && second < 90 ? 1 : 0);

const three = (seconds: number, of: Course = availability): Event[] => [
  ...course('availability', seconds, of),
  ...course('p99', seconds, p99),
  ...course('breaker-open', seconds, breaker),
];

export const held = (more: Partial<RunStarted> = {}): Event[] =>
  ending(
    told(...opening(more).map((one) => [one]), three(96), stay(25_000, 85_000), at(91_000, { kind: 'recovery.reached', since: ms(87_000), took: ms(1940) })),
    96_000,
  );

export const refuted = (): Event[] =>
  ending(
    told(
      ...opening().map((one) => [one]),
      three(110, (second) => (inPlace(second) ? 0.962 + noise(second) * 0.02 : 1)),
      stay(25_000, 85_000),
      at(105_000, { kind: 'recovery.reached', since: ms(97_000), took: ms(11_940) }),
    ),
    110_000,
  );

const falling: Course = (second) => (second > 40 && second <= 46 ? 0.9 - (second - 40) * 0.08 : second > 46 ? 0.9 + Math.min(0.1, (second - 46) * 0.02) : 1);
const breached: Event = at(43_000, { kind: 'abort.breached', id: 'abort.availability', since: ms(42_000), value: 0.74 });
const stopped: Event = at(44_050, {
  kind: 'run.halted',
  breachedAt: ms(42_000),
  decidedAt: ms(44_050),
  reason: { kind: 'abort', id: 'abort.availability', sli: 'availability', condition: 'below 80 % for 2 s', value: 0.58, shown: '58 %' },
});

export const aborted = (more: Partial<RunStarted> = {}): Event[] =>
  ending(
    told(
      ...opening(more).map((one) => [one]),
      three(62, falling),
      breached,
      stopped,
      stay(25_000, 44_100),
      at(57_000, { kind: 'recovery.reached', since: ms(52_000), took: ms(7840) }),
    ),
    62_000,
  );

export const notRestored = (): Event[] =>
  ending(
    told(
      ...opening().map((one) => [one]),
      three(74, (second) => (second > 41 ? Math.max(0.35, 1 - (second - 40) * 0.08) : 1)),
      breached,
      stopped,
      phase(24_500, 'inject'),
      comes(25_000),
      phase(25_010, 'observe'),
      looks(25_000, 44_000),
      phase(44_100, 'restore'),
      at(44_100, { kind: 'fault.restoring', fault: 'slow', n: 1 }),
      at(74_100, {
        kind: 'fault.left',
        fault: 'slow',
        n: 1,
        by: 'runner',
        left: [
          {
            target: 'toxic "fd-7k2-1" on proxy payments',
            why: 'the server answers /version but not /proxies, some client is not reading',
            command: 'toxiproxy-cli toxic delete --toxicName fd-7k2-1 payments',
          },
        ],
      }),
    ),
    74_200,
  );

export const refused = (): Event[] =>
  ending(
    told(
      started(facts),
      phase(0, 'plan'),
      phase(200, 'preflight'),
      at(5200, {
        kind: 'preflight.refused',
        refusals: [
          {
            why: '1 of 3 pods of deployment "storefront" is not ready, and min-available is 3.',
            hint: 'Wait for it (kubectl -n shop rollout status deploy/storefront), or lower limits.min-available.',
          },
          { why: 'the calendar "freezes" has "Black Friday" until 2026-11-28.', hint: 'Run it after that.' },
        ],
      }),
    ),
    5300,
  );

/** Everything but the injection. */
export const rehearsed = (): Event[] =>
  ending(
    told(
      ...opening({ rehearsal: true }).map((one) => [one]),
      three(90, () => 1),
      phase(24_500, 'inject'),
      comes(25_000),
      phase(25_010, 'observe'),
    ),
    90_000,
  );

/** Nobody could see availability for a third of the time. */
export const blindRun = (): Event[] =>
  ending(
    told(
      ...opening().map((one) => [one]),
      three(96, (second) => (second > 40 && second < 62 ? unseen() : availability(second))),
      stay(25_000, 85_000),
      at(91_000, { kind: 'recovery.reached', since: ms(87_000), took: ms(1940) }),
    ),
    96_000,
  );

/** A fault is in place, and nothing has ended. */
export const running = (): Event[] =>
  told(...opening().map((one) => [one]), three(48), phase(24_500, 'inject'), comes(25_000), phase(25_010, 'observe'), looks(25_000, 48_000));

export const halting = (): Event[] => told(running(), breached, stopped, phase(44_100, 'restore')).filter((event) => event.at <= 44_200);

/** So many SLIs side by side. */
export const wide = (count: number): Event[] => {
  const names = Array.from({ length: count }, (_, index) => `service-${index + 1}.latency-of-the-slowest-percent`);
  return ending(
    told(
      ...opening({
        slis: names.map((name) => sli(name, units.ms)),
        expect: [...names.map((name) => during(condition(name, 'at-most', 400))), recovery(30_000)],
        abort: names.map((name) => ({ id: `abort.${name}`, condition: condition(name, 'above', 1500), patience: { kind: 'for' as const, for: ms(3000) } })),
      }).map((one) => [one]),
      names.flatMap((name, index) => course(name, 96, (second) => 90 + index * 8 + noise(second + index * 31) * 30 + (inPlace(second) ? 140 : 0))),
      stay(25_000, 85_000),
      at(91_000, { kind: 'recovery.reached', since: ms(87_000), took: ms(1940) }),
    ),
    96_000,
  );
};
