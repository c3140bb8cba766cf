/** Runs as a memory keeps them, told in a few words. */
import type { Remembered, RememberedAbort, RememberedSli, RunSummary } from '../../../src/domain/memory/run-summary.ts';
import { ms } from '../../../src/domain/units.ts';
import { exitCodes, type Outcome } from '../../../src/domain/verdict.ts';

/** Six letters that no other number has. */
export const nameOf = (n: number): string => `r${String(n).padStart(5, '0')}`;

/** The n-th day of a drill at noon; one a day from 2026-01-01, so that the order of the runs is theirs. */
export const noonOf = (n: number): string => `${new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10)}T12:00:00.000Z`;

/** Run n, that held and recovered in two seconds unless said. */
export function run(n: number, outcome: Outcome = 'held', more: Partial<RunSummary> = {}): RunSummary {
  return {
    schemaVersion: 1,
    run: nameOf(n),
    experiment: 'slow-payments',
    hypothesis: 'Shoppers check out while payments is slow.',
    file: 'experiments/slow-payments.yaml',
    environment: 'staging',
    production: false,
    rehearsal: false,
    started: noonOf(n),
    finished: noonOf(n).replace('12:00', '12:02'),
    lasted: ms(120_000),
    outcome,
    exitCode: exitCodes[outcome],
    because: outcome,
    seed: 1,
    expectations: [availability(outcome === 'refuted' ? 0.97 : 0.995)],
    slis: [],
    aborts: [],
    faults: [{ fault: 'slow', n: 1, status: 'restored', targets: ['payments'], by: 'runner' }],
    recovery: { took: ms(2000) },
    refusals: [],
    ...more,
  };
}

/** Availability over the fault against 99 %, or against what is said. */
export function availability(value: number, limit = 0.99): Remembered {
  const text = `availability at least ${limit * 100} % during the fault`;
  return {
    id: 'during.availability',
    kind: 'during',
    sli: 'availability',
    text,
    status: value >= limit ? 'met' : 'broken',
    value,
    shown: `${Number((value * 100).toFixed(2))} %`,
    limit,
    key: `during availability at-least ${limit}`,
    written: text,
  };
}

/** The abort condition on availability; what it saw, where it halted the run. */
export function abort(seen?: number, limit = 0.8): RememberedAbort {
  const written = `availability below ${limit * 100} % for 2 s`;
  const breached = seen === undefined ? {} : { breached: { value: seen, shown: `${seen * 100} %`, limit } };
  return { id: 'abort.availability', sli: 'availability', key: `abort availability below ${limit}`, written, ...breached };
}

export function sli(min: number, max: number, more: Partial<RememberedSli> = {}): RememberedSli {
  return { name: 'availability', min, max, good: 60, blind: 0, dimension: 'ratio', worse: 'low', ...more };
}
