import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FindingEdit } from '../../../src/domain/memory/edit.ts';
import { findingsOf } from '../../../src/domain/memory/findings.ts';
import type { Finding } from '../../../src/domain/memory/finding.ts';
import { quartersOf } from '../../../src/domain/memory/flags.ts';
import type { RunSummary } from '../../../src/domain/memory/run-summary.ts';
import { outcomes } from './outcomes.ts';
import { abort, availability, nameOf, noonOf, run } from './remembered.ts';

const now = noonOf(60);

function only(runs: readonly RunSummary[], edits: readonly FindingEdit[] = [], today = now): Finding {
  const [finding, ...others] = findingsOf(runs, edits, today);
  expect(others).toEqual([]);
  if (finding === undefined) throw new Error('no finding');
  return finding;
}

const idOf = (...runs: readonly RunSummary[]): string => only(runs).id;
const edited = (finding: string, n: number, more: object): FindingEdit => ({ kind: 'edited', finding, wall: noonOf(n), by: 'ada', ...more });
const closed = (finding: string, n: number, reason: string): FindingEdit => ({ kind: 'closed', finding, wall: noonOf(n), by: 'ada', reason });

describe('what opens a finding', () => {
  test('a broken expectation does, with its number against the threshold, untriaged', () => {
    expect(only([run(1, 'refuted')])).toEqual({
      id: 'f-qsbnz',
      about: {
        kind: 'expectation',
        experiment: 'slow-payments',
        environment: 'staging',
        key: 'during availability at-least 0.99',
        place: 'during.availability',
        written: 'availability at least 99 % during the fault',
        file: 'experiments/slow-payments.yaml',
      },
      status: { kind: 'open', since: '2026-01-02T12:02:00.000Z' },
      triage: {},
      flags: ['untriaged'],
      evidence: [{ run: nameOf(1), wall: '2026-01-02T12:02:00.000Z', seen: '97 %', against: 'availability at least 99 % during the fault' }],
      history: [{ kind: 'opened', wall: '2026-01-02T12:02:00.000Z', run: nameOf(1) }],
    });
  });

  test('the abort condition that halted a run does, and not those that only watched', () => {
    const watching = { ...abort(), id: 'abort.p99', key: 'abort p99' };
    const finding = only([run(1, 'aborted', { expectations: [], aborts: [abort(0.71), watching] })]);
    expect(finding.about).toMatchObject({ kind: 'abort', place: 'abort.availability', written: 'availability below 80 % for 2 s' });
    expect(finding.evidence).toMatchObject([{ seen: '71 %', against: 'no breach of “availability below 80 % for 2 s”' }]);
  });

  test('a fault that is left does, and so does one that only a person could take out', () => {
    const left = run(1, 'not restored', { faults: [{ fault: 'slow', n: 1, status: 'left', targets: ['payments'] }] });
    expect(only([left]).evidence).toMatchObject([{ seen: 'not restored on payments', against: 'restored, and seen to be gone' }]);
    const later = run(1, 'inconclusive', { faults: [{ fault: 'slow', n: 1, status: 'restored', targets: ['payments'], by: 'restore' }] });
    expect(only([later]).evidence).toMatchObject([{ seen: 'taken out by firedrill restore only on payments' }]);
    expect(idOf(left), 'the same, before and after it is restored').toBe(idOf(later));
  });

  test.each(outcomes.filter((one) => !['refuted', 'aborted', 'not restored'].includes(one)))('a run that ended %s opens none', (outcome) => {
    expect(findingsOf([run(1, outcome)], [], now)).toEqual([]);
  });

  test('a rehearsal opens none', () => {
    expect(findingsOf([run(1, 'refuted', { rehearsal: true })], [], now)).toEqual([]);
  });
});

describe('what closes a finding', () => {
  test('a later run that held the same expectation does, and is named', () => {
    const finding = only([run(1, 'refuted'), run(2)]);
    expect(finding.status).toEqual({
      kind: 'verified',
      run: nameOf(2),
      wall: '2026-01-03T12:02:00.000Z',
      seen: '99.5 %',
      file: 'experiments/slow-payments.yaml',
    });
    expect(finding.flags).toEqual([]);
  });

  test('a later run that met it and broke another does', () => {
    const other = { ...availability(0.5), id: 'during.p99', key: 'during p99' };
    const [first] = findingsOf([run(1, 'refuted'), run(2, 'refuted', { expectations: [availability(0.999), other] })], [], now);
    expect(first?.status).toMatchObject({ kind: 'verified', run: nameOf(2) });
  });

  const silent = {
    'a run before it': run(0),
    'a rehearsal': run(2, 'held', { rehearsal: true }),
    'a run in another environment': run(2, 'held', { environment: 'local' }),
    'a run of another experiment': run(2, 'held', { experiment: 'slow-orders' }),
    'an inconclusive run': run(2, 'inconclusive'),
    'an aborted run': run(2, 'aborted'),
    'a run whose expectation is undecided': run(2, 'held', { expectations: [{ ...availability(0.995), status: 'undecided' }] }),
    'a run of a file made looser': run(2, 'held', { expectations: [availability(0.995, 0.95)] }),
    'a run whose fault was never seen in place': run(2, 'refuted', {
      expectations: [availability(0.995)],
      faults: [{ fault: 'slow', n: 1, status: 'never applied', targets: ['payments'] }],
    }),
  };
  test.each(Object.entries(silent))('%s does not', (_, other) => {
    expect(only([run(1, 'refuted'), other]).status).toEqual({ kind: 'open', since: '2026-01-02T12:02:00.000Z' });
  });

  test('an abort condition that watched a whole run without a breach does; one that was changed does not', () => {
    const aborted = run(1, 'aborted', { expectations: [], aborts: [abort(0.71)] });
    expect(only([aborted, run(2, 'held', { aborts: [abort()] })]).status.kind).toBe('verified');
    expect(only([aborted, run(2, 'held', { aborts: [abort(undefined, 0.5)] })]).status.kind).toBe('open');
  });

  test('a person does, with a reason, and it stays theirs though a later run verifies it', () => {
    const id = idOf(run(1, 'refuted'));
    const finding = only([run(1, 'refuted'), run(3)], [closed(id, 2, 'the route is gone')]);
    expect(finding.status).toEqual({ kind: 'closed', wall: noonOf(2), by: 'ada', reason: 'the route is gone' });
    expect(finding.proof?.run).toBe(nameOf(3));
  });
});

test('a file made looser leaves the finding open, and what is expected now is told', () => {
  const looser = run(2, 'held', { expectations: [availability(0.96, 0.95)] });
  expect(only([run(1, 'refuted'), looser]).changed).toEqual({ run: nameOf(2), wall: noonOf(2), to: 'availability at least 95 % during the fault' });
  expect(only([run(1, 'refuted'), looser, run(3, 'inconclusive')]).changed, 'as it was again').toBeUndefined();
  expect(only([run(1, 'refuted'), run(2, 'held', { expectations: [{ ...availability(1), id: 'x', key: 'x' }] })]).changed).toEqual({
    run: nameOf(2),
    wall: noonOf(2),
  });
});

describe('a finding that comes back', () => {
  test('is the same one, open and untriaged again; what was undertaken stays in its history', () => {
    const id = idOf(run(1, 'refuted'));
    const triage = { owner: 'ada', deliverable: 'a breaker', deadline: '2026-02-01', category: 'timeouts' };
    const finding = only([run(1, 'refuted'), run(3), run(4, 'refuted')], [edited(id, 2, triage)]);
    expect(finding).toMatchObject({ id, status: { kind: 'open', since: '2026-01-05T12:02:00.000Z' }, triage: { category: 'timeouts' } });
    expect(finding.flags).toEqual(['untriaged', 'recurring', 'reopened']);
    expect(finding.history.map(({ kind }) => kind)).toEqual(['opened', 'edited', 'verified', 'reopened']);
    expect(finding.history[1]).toMatchObject({ by: 'ada', words: 'owner ada, deliverable a breaker, deadline 2026-02-01, category timeouts' });
  });

  test('recurs where its last two failures are at most 90 days apart', () => {
    expect(only([run(1, 'refuted'), run(91, 'refuted')], [], noonOf(200)).flags).toContain('recurring');
    expect(only([run(1, 'refuted'), run(92, 'refuted')], [], noonOf(200)).flags).not.toContain('recurring');
  });
});

describe('what people say', () => {
  const id = idOf(run(1, 'refuted'));
  const whole = { owner: 'ada', deliverable: 'a breaker', deadline: '2026-02-01' };

  test('it is triaged once it has owner, deliverable and deadline, whoever says which when', () => {
    expect(only([run(1, 'refuted')], [edited(id, 2, { owner: 'ada', deliverable: 'a breaker' })], noonOf(3)).flags).toEqual(['untriaged']);
    const bit = [edited(id, 2, { owner: 'ada', deliverable: 'a breaker' }), edited(id, 3, { deadline: '2026-02-01', owner: 'grace' })];
    expect(only([run(1, 'refuted')], bit, noonOf(4))).toMatchObject({ flags: [], triage: { ...whole, owner: 'grace' } });
  });

  test('it is overdue from the day after its deadline, while it is open', () => {
    expect(only([run(1, 'refuted')], [edited(id, 2, whole)], '2026-02-01T23:59:59.999Z').flags).toEqual([]);
    expect(only([run(1, 'refuted')], [edited(id, 2, whole)], '2026-02-02T00:00:00.000Z').flags).toEqual(['overdue']);
    expect(only([run(1, 'refuted'), run(3)], [edited(id, 2, whole)], '2026-03-01T00:00:00.000Z').flags).toEqual([]);
  });

  test('a clock that is ahead of another loses nothing that was said', () => {
    expect(only([run(1, 'refuted')], [edited(id, 0, whole)]).triage).toEqual(whole);
  });

  test('what was said of a finding whose run is not remembered is still there', () => {
    const lost = only([], [edited('f-22222', 2, whole), closed('f-22222', 3, 'gone')]);
    expect(lost).toMatchObject({ id: 'f-22222', triage: whole, status: { kind: 'closed' }, about: { text: 'the run that found this is not remembered here' } });
  });

  test('one that a person added opens with it, and no run closes it', () => {
    const added: FindingEdit = { kind: 'added', finding: 'f-33333', wall: noonOf(1), by: 'ada', text: 'nobody knew the runbook', experiment: 'slow-payments' };
    const finding = only([run(2)], [added]);
    expect(finding).toMatchObject({ about: { kind: 'told', by: 'ada', text: 'nobody knew the runbook' }, status: { kind: 'open' }, flags: ['untriaged'] });
  });
});

test('categories are counted by the quarter in which a finding was opened or came back', () => {
  const id = idOf(run(1, 'refuted'));
  const findings = findingsOf([run(1, 'refuted'), run(2), run(100, 'refuted')], [edited(id, 1, { category: 'timeouts' })], noonOf(120));
  const other: FindingEdit = { kind: 'added', finding: 'f-33333', wall: noonOf(1), by: 'ada', text: 'x' };
  expect(quartersOf([...findings, ...findingsOf([], [other], now)])).toEqual([
    { quarter: '2026 Q2', counts: [{ category: 'timeouts', count: 1 }] },
    {
      quarter: '2026 Q1',
      counts: [
        { category: 'no category', count: 1 },
        { category: 'timeouts', count: 1 },
      ],
    },
  ]);
});

const someRuns = fc
  .array(
    fc.record({ outcome: fc.constantFrom(...outcomes), limit: fc.constantFrom(0.99, 0.95), value: fc.constantFrom(0.9, 0.97, 0.999), rehearsal: fc.boolean() }),
  )
  .map((all) => all.map(({ outcome, limit, value, rehearsal }, n) => run(n, outcome, { rehearsal, expectations: [availability(value, limit)] })));

test('in whatever order the runs come, the findings are the same', () => {
  fc.assert(
    fc.property(someRuns, (runs) => {
      expect(findingsOf(runs.toReversed(), [], now)).toEqual(findingsOf(runs, [], now));
    }),
  );
});

test('whatever happens, what is closed was held after it was broken last, by the very same expectation', () => {
  fc.assert(
    fc.property(someRuns, (runs) => {
      for (const { about, status, evidence } of findingsOf(runs, [], now)) {
        if (status.kind !== 'verified' || about.kind !== 'expectation') continue;
        const by = runs.find(({ run }) => run === status.run);
        expect(by?.expectations.find(({ key }) => key === about.key)?.status).toBe('met');
        expect(by?.rehearsal).toBe(false);
        expect(status.wall > (evidence.at(-1)?.wall ?? '')).toBe(true);
      }
    }),
  );
});
