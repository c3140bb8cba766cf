import type { FindingEdit } from '../../src/domain/memory/edit.ts';
import { summaryVersion, type RunSummary } from '../../src/domain/memory/run-summary.ts';
import { ms } from '../../src/domain/units.ts';

/** A run that held, as it is remembered, with every key that may be there. */
export const summaryOf = (run: string, more: Partial<RunSummary> = {}): RunSummary => ({
  schemaVersion: summaryVersion,
  run,
  recorded: 1000,
  experiment: 'slow-payments',
  hypothesis: 'Shoppers – λ, "quoted", \u0000 and \ud83d – still check out.',
  owner: 'checkout-team',
  file: 'experiments/slow-payments.yaml',
  environment: 'local',
  production: false,
  rehearsal: false,
  started: '2026-11-24T12:00:00.000Z',
  finished: '2026-11-24T12:01:30.000Z',
  lasted: ms(90_000.5),
  outcome: 'held',
  exitCode: 0,
  because: 'the one expectation is met',
  seed: 7,
  expectations: [
    { id: 'during.availability', kind: 'during', sli: 'availability', text: 'availability at least 99 %', status: 'met', value: 0.9999999, shown: '99.99 %', limit: 0.99, why: 'pooled', key: 'k', written: 'availability at least 99 %' }, // prettier-ignore
  ],
  slis: [{ name: 'availability', baseline: 1, min: 0.98, max: 1, good: 60, blind: 1, dimension: 'ratio', worse: 'low' }],
  aborts: [{ id: 'availability', sli: 'availability', key: 'a', written: 'availability below 80 %', breached: { value: 0.7, shown: '70 %', limit: 0.8 } }],
  faults: [{ fault: 'slow', n: 1, status: 'restored', targets: ['payments'], restoreTook: ms(12), hits: 3, by: 'runner', type: 'toxiproxy.latency' }],
  halt: { words: 'availability was 70 %', breachedAt: ms(1), decidedAt: ms(2), restoredAt: ms(3) },
  recovery: { took: ms(9000) },
  refusals: ['nothing'],
  slot: { schedule: 'weekly', job: 'suite', slot: '2026-11-24T12:00:00.000Z' },
  ...more,
});

export const edit = (n: number): FindingEdit => ({ kind: 'edited', finding: 'F-1', wall: `2026-11-24T12:00:0${n}.000Z`, by: 'ana', note: `it's – λ ${n}` });
