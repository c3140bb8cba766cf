import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FindingEdit } from '../../src/domain/memory/edit.ts';
import { digestOf } from '../../src/domain/memory/digest.ts';
import type { Finding } from '../../src/domain/memory/finding.ts';
import { findingsOf } from '../../src/domain/memory/findings.ts';
import { ms } from '../../src/domain/units.ts';
import { digestText } from '../../src/report/digest/text.ts';
import { findingsCsv } from '../../src/report/findings/csv.ts';
import { findingsLine } from '../../src/report/findings/line.ts';
import { findingsGithub, findingsMarkdown } from '../../src/report/findings/markdown.ts';
import { findingsText, findingText } from '../../src/report/findings/text.ts';
import { verifyText } from '../../src/report/findings/verify.ts';
import { abort, availability, noonOf, run } from '../domain/memory/remembered.ts';

const refuted = run(1, 'refuted');
const find = (runs: Parameters<typeof findingsOf>[0], edits: readonly FindingEdit[] = []): readonly Finding[] => findingsOf(runs, edits, noonOf(60));
const one = (...given: Parameters<typeof find>): Finding => {
  const [finding] = find(...given);
  if (finding === undefined) throw new Error('no finding');
  return finding;
};
const edit = (more: object): FindingEdit => ({ kind: 'edited', finding: 'f-qsbnz', wall: noonOf(3), by: 'ada', ...more });
const triage = edit({ owner: 'ada', deliverable: 'a breaker', deadline: '2026-02-01', category: 'timeouts', note: 'waits for 4711' });

describe('in the terminal', () => {
  test('a finding says what was seen against what, and what was changed since', () => {
    const looser = run(2, 'held', { expectations: [availability(0.96, 0.95)] });
    expect(findingText(one([refuted, looser], [triage]))).toBe(`\
f-qsbnz · slow-payments in staging · OVERDUE since 2026-02-01
  availability at least 99 % during the fault
  97 % in run r00001 (2026-01-02); expected availability at least 99 % during the fault
  open since 2026-01-02
  owner ada · due 2026-02-01 · a breaker · category timeouts
  ada (2026-01-04): waits for 4711
  the expectation was changed since: availability at least 99 % during the fault → availability at least 95 % during the fault; this finding stays open until a run of it as it was holds, or a person closes it with a reason`);
  });

  test('who closed it is always said: a run, or a person whom no run has borne out', () => {
    expect(findingText(one([refuted, run(2)]))).toContain('\n  closed: run r00002 held it (2026-01-03): 99.5 %');
    const closed: FindingEdit = { kind: 'closed', finding: 'f-qsbnz', wall: noonOf(2), by: 'ada', reason: 'the route is gone' };
    expect(findingText(one([refuted], [closed]))).toContain('\n  closed by ada (2026-01-03), verified by no run: the route is gone');
    expect(findingText(one([refuted, run(5)], [closed]))).toContain(
      '\n  closed by ada (2026-01-03), and run r00005 held it since (2026-01-06): the route is gone',
    );
  });

  test('what is not shown is counted, and categories by quarter', () => {
    expect(findingsText([], [])).toBe('No findings.');
    const all = find([refuted, run(2)], [triage]);
    expect(findingsText([], all)).toBe('No open findings; 1 closed.\n\nFound, by category:\n  2026 Q1  timeouts 1');
  });

  test('verify names the run that does, or the file whose run would', () => {
    expect(verifyText(one([refuted, run(2)]))).toBe(
      'f-qsbnz is verified: run r00002 (2026-01-03) of experiments/slow-payments.yaml held it: 99.5 %.\n  slow-payments in staging: availability at least 99 % during the fault',
    );
    expect(verifyText(one([run(1, 'aborted', { expectations: [], aborts: [abort(0.7)] })]))).toBe(`\
f-ghmvt is not verified: no run has held it since run r00001 (2026-01-02).
  slow-payments in staging: aborts on availability below 80 % for 2 s
  A run of experiments/slow-payments.yaml in staging does, that ends held or refuted and in which this does not breach:
  firedrill run experiments/slow-payments.yaml`);
  });
});

describe('as CSV', () => {
  test('every text comes back as it was said, and none begins like a formula', () => {
    const anything = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('=1+1', '+1', '-1', '@x', '\t=1', ' =1', '＝1', '"=1"', 'a,b', 'a"b', 'a\nb'));
    fc.assert(
      fc.property(anything, anything, (owner, deliverable) => {
        const [, row = []] = parsed(findingsCsv([one([refuted], [edit({ owner, deliverable, deadline: '2026-02-01' })])]));
        expect(row).toHaveLength(15);
        for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
        expect(row[12]?.replace(/^'/, '')).toBe(deliverable.replace(/\s+/g, ' ').trim().replace(/^'/, ''));
      }),
    );
  });
});

/** RFC 4180, one character after the other. */
function parsed(text: string): string[][] {
  const rows: string[][] = [['']];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const row = rows.at(-1) ?? [];
    if (quoted && text[at] === '"' && text[at + 1] === '"') at += 1;
    else if (text[at] === '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && text[at] === ',') row.push('');
    else if (!quoted && text.startsWith('\r\n', at)) {
      rows.push(['']);
      at += 1;
    } else row.push(`${row.pop() ?? ''}${text[at]}`);
  }
  return rows;
}

describe('as Markdown', () => {
  const nasty = edit({ owner: '@ada', deliverable: '| <b> [x](http://y) #12 GH-4', deadline: '2026-02-01', category: 'a\nb', note: 'x' });

  test('a table is a table, whatever people wrote', () => {
    const made = findingsMarkdown(find([refuted], [nasty]));
    const rows = made.split('\n').filter((line) => line.startsWith('| f-'));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.match(/(?<!\\)\|/g)).toHaveLength(10);
    expect(made).toContain('| 2026 Q1 | a b | 1 |');
    expect(findingsMarkdown([])).toBe('# Findings\n\nNone.');
  });

  test('a GitHub issue has the evidence, and calls nobody and links to nothing that was only quoted', () => {
    const made = findingsGithub(find([refuted, run(2, 'refuted', { because: 'x' })], [nasty]));
    expect(made).toContain('## availability at least 99 % during the fault\n');
    expect(made).toContain('### Evidence\n- 97 % in run r00002 (2026-01-03); expected availability at least 99 % during the fault\n- 97 % in run r00001');
    expect(made).toContain('- [x] Owner: @<!-- -->ada\n- [x] Deliverable: \\| &lt;b&gt; \\[x\\](http&#58;//y) #<!-- -->12 GH<!-- -->-4\n');
    expect(made).not.toMatch(/(?<!&)[@#]\w/);
  });
});

describe('a digest', () => {
  const digest = (runs: Parameters<typeof digestOf>[0], edits: readonly FindingEdit[] = [], from = 10, to = 17): string =>
    digestText(digestOf(runs, edits, noonOf(from), noonOf(to)));

  test('of a quiet week is one line', () => {
    expect(digest([])).toBe('Quiet since 2026-01-11: no drill was run; no finding is open.');
    expect(digest([run(11)])).toBe('Quiet since 2026-01-11: 1 drill, held; no finding is open.');
    expect(digest([refuted, run(11, 'held', { experiment: 'other' }), run(12, 'held', { experiment: 'other', rehearsal: true })])).toBe(
      'Quiet since 2026-01-11: 1 drill, held (and 1 rehearsal); 1 finding open (1 untriaged).',
    );
  });

  test('says what did not hold, what was found, closed and is overdue', () => {
    const overdue = edit({ owner: 'ada', deliverable: 'a breaker', deadline: '2026-01-12' });
    const other = run(12, 'aborted', { because: 'availability fell to 71 %', expectations: [], aborts: [abort(0.71)], experiment: 'orders' });
    expect(digest([refuted, run(11, 'inconclusive'), other], [overdue])).toBe(`\
From 2026-01-11 to 2026-01-18: 2 drills: 1 aborted, 1 inconclusive.
  ? inconclusive slow-payments in staging, run r00011 (2026-01-12): inconclusive
  ■ aborted      orders in staging, run r00012 (2026-01-13): availability fell to 71 %
Findings: 1 opened, 2 open (1 overdue, 1 untriaged).
  opened   f-88w4b orders in staging: aborts on availability below 80 % for 2 s: 71 % in run r00012 (2026-01-13); expected no breach of “availability below 80 % for 2 s”
  OVERDUE  f-qsbnz slow-payments in staging: availability at least 99 % during the fault: owner ada · due 2026-01-12 · a breaker`);
    expect(digest([refuted, run(11)])).toBe(`\
From 2026-01-11 to 2026-01-18: 1 drill, held.
Findings: 1 closed, none is open.
  closed   f-qsbnz slow-payments in staging: availability at least 99 % during the fault: run r00011 held it (2026-01-12): 99.5 %`);
  });

  test('says what has changed', () => {
    const seconds = [9, 8.5, 9.4, 9.1, 8.8, 9.3, 9, 8.9, 9.2, 8.7, 9.5, 8.6, 9, 21, 20.4, 21.5, 20.8, 22, 21.2];
    const runs = seconds.map((took, n) => run(n, 'held', { recovery: { took: ms(took * 1000) } }));
    expect(digest(runs, [], 13, 20)).toContain(
      '\nWhat has changed:\n  ▲ slow-payments in staging: recovery went from 9 s to 21.1 s since run 14 (r00013, 2026-01-14): worse',
    );
  });
});

describe('in a line beside a verdict', () => {
  test('it says what the run opened or closed, and what is open', () => {
    expect(findingsLine(find([refuted]), refuted.run)).toBe('this run shows f-qsbnz; 1 finding open');
    expect(findingsLine(find([refuted, run(2)]), 'r00002')).toBe('this run closes f-qsbnz');
    expect(findingsLine(find([refuted], [triage]), 'another')).toBe('1 finding open, 1 overdue');
  });

  test('it is silent where there is nothing to say', () => {
    expect(findingsLine([], 'r00001')).toBeUndefined();
    expect(findingsLine(find([refuted, run(2)]), 'another')).toBeUndefined();
  });
});
